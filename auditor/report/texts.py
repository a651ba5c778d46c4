"""What the pages say in the interface's language. Quotes keep the call's language."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh", "en")

_TEXTS: dict[str, tuple[str, str]] = {
    "html_lang": ("zh-CN", "en"),
    "report": ("通话审核报告", "Call audit report"),
    "verdict.fail": ("不通过", "Failed"),
    "verdict.review": ("待复核", "Needs review"),
    "verdict.pass": ("通过", "Passed"),
    "headline.fail": ("{fail} 项不通过", "{fail} failed"),
    "headline.review": ("{review} 项须由人工复核", "{review} to be reviewed by a person"),
    "headline.pass": ("{pass_} 项通过", "{pass_} passed"),
    "headline.not_applicable": ("{not_applicable} 项不适用", "{not_applicable} not applicable"),
    "headline.none": ("没有适用于本次通话的要求", "No requirement applies to this call"),
    "headline.joint": ("，", ", "),
    "status.pass": ("通过", "Pass"),
    "status.fail": ("不通过", "Fail"),
    "status.review": ("待复核", "Review"),
    "status.not_applicable": ("不适用", "Not applicable"),
    "kind.required": ("必须说明的事项", "What had to be said"),
    "kind.prohibited": ("禁止的言辞", "What must not be said"),
    "kind.conduct": ("行为规范", "Conduct"),
    "severity": ("级别", "Severity"),
    "severity.critical": ("致命", "critical"),
    "severity.high": ("高", "high"),
    "severity.medium": ("中", "medium"),
    "severity.low": ("低", "low"),
    "severity.info": ("提示", "info"),
    "reason.said": ("已说明", "said"),
    "reason.not-said": ("未说", "not said"),
    "reason.contradicted": ("与记录不符", "contradicts the record"),
    "reason.late": ("说得太晚", "said too late"),
    "reason.wrong-speaker": ("说话人不对", "wrong speaker"),
    "reason.out-of-order": ("次序不对", "out of order"),
    "reason.outside-hours": ("不在许可时段", "outside permitted hours"),
    "reason.not-heard": ("未能听全", "not fully heard"),
    "reason.uncertain": ("无法确定", "uncertain"),
    "reason.no-data": ("缺少数据", "no data"),
    "reason.not-due": ("不适用", "not due"),
    "speaker.agent": ("坐席", "Agent"),
    "speaker.customer": ("客户", "Customer"),
    "speaker.unknown": ("未知", "Unknown"),
    "column.status": ("结论", "Status"),
    "column.requirement": ("要求", "Requirement"),
    "column.finding": ("理由与原话", "Reason and words"),
    "column.values": ("所说与记录", "Said and on record"),
    "column.control": ("依据", "Article"),
    "colon": ("：", ": "),
    "law": ("所依据的法规", "The law referred to"),
    "said": ("所说", "Said"),
    "on_record": ("记录", "On record"),
    "not_compared": ("—", "—"),
    "nearest": ("最接近的话", "Nearest words"),
    "score": ("匹配度", "score"),
    "source.sound": ("依声音核对", "checked against the sound"),
    "problems": ("须处理的问题", "What needs attention"),
    "facts.call": ("通话", "Call"),
    "facts.policy": ("保单记录", "Policy on record"),
    "facts.audit": ("审核", "Audit"),
    "fact.call_id": ("通话编号", "Call id"),
    "fact.recording": ("录音文件", "Recording"),
    "fact.duration": ("时长", "Duration"),
    "fact.started_at": ("拨打时间", "Dialled at"),
    "fact.direction": ("方向", "Direction"),
    "fact.purpose": ("用途", "Purpose"),
    "fact.agent": ("坐席", "Agent"),
    "fact.agent_licence": ("执业证编号", "Agent's licence"),
    "fact.caller_number": ("主叫号码", "Caller's number"),
    "fact.customer": ("客户", "Customer"),
    "fact.customer_number": ("客户号码", "Customer's number"),
    "fact.customer_region": ("客户所在地", "Customer's region"),
    "fact.concluded": ("是否成交", "Sale concluded"),
    "fact.insurer": ("保险公司", "Insurer"),
    "fact.agency": ("代理机构", "Agency"),
    "fact.sold_in_name_of": ("以谁的名义销售", "Sold in the name of"),
    "fact.hotline": ("客服电话", "Hotline"),
    "fact.product": ("产品", "Product"),
    "fact.policy_no": ("保单号", "Policy no."),
    "fact.policy_term": ("保险期间", "Term"),
    "fact.sum_insured": ("保险金额", "Sum insured"),
    "fact.premium": ("保险费", "Premium"),
    "fact.payment_term": ("缴费期间", "Payment term"),
    "fact.deduction_day": ("扣款时间", "Deduction"),
    "fact.effective": ("生效时间", "Effective"),
    "fact.delivery": ("送达方式", "Delivery"),
    "fact.cooling_off": ("犹豫期", "Cooling-off period"),
    "fact.checklists": ("检查清单", "Checklists"),
    "fact.score": ("质检得分", "Inspection score"),
    "fact.score.points": ("{points} 分（满分 {start}）", "{points} of {start}"),
    "fact.score.cap": ("封顶 {cap} 分", "capped at {cap}"),
    "fact.score.open": (
        "另有 {count} 项待人工复核，可能再扣分",
        "{count} items left to a person may lower it",
    ),
    "fact.engine": ("文字来源", "Words from"),
    "fact.heard": ("语音听出比例", "Speech heard"),
    "fact.gaps": ("未听出的语音", "Speech without words"),
    "fact.sha256": ("录音校验值（SHA-256）", "Recording's SHA-256"),
    "fact.format": ("录音格式", "Format"),
    "fact.given": ("由外部提供的文字稿", "a transcript given from outside"),
    "fact.gaps.value": ("{count} 处，共 {seconds} 秒", "{count} places, {seconds} s"),
    "fact.days": ("{days} 天", "{days} days"),
    "channels.1": ("单声道", "one channel"),
    "channels.2": ("双声道", "two channels"),
    "channels.fake": ("双声道内容相同，按单声道处理", "two equal channels, treated as one"),
    "value.outbound": ("呼出", "outbound"),
    "value.inbound": ("呼入", "inbound"),
    "value.sale": ("销售", "sale"),
    "value.callback": ("回访", "callback"),
    "value.service": ("服务", "service"),
    "value.renewal": ("续期", "renewal"),
    "value.other": ("其他", "other"),
    "value.insurer": ("保险公司", "the insurer"),
    "value.agency": ("代理机构", "the agency"),
    "value.monthly": ("每月", "monthly"),
    "value.quarterly": ("每季", "quarterly"),
    "value.half-yearly": ("每半年", "half-yearly"),
    "value.annual": ("每年", "annually"),
    "value.single": ("一次交清", "once"),
    "value.true": ("是", "yes"),
    "value.false": ("否", "no"),
    "unreadable": ("清单中无法读取的内容", "Fields of the manifest that could not be read"),
    "transcript": ("通话文字", "Transcript"),
    "transcript.empty": ("没有文字。", "There are no words."),
    "gap": (
        "此处有语音而无文字（{seconds} 秒），可能说过什么，须听录音",
        "Speech without words ({seconds} s): something may have been said; listen to it",
    ),
    "dropped": (
        "识别结果在此处无语音支持，已舍弃",
        "Words with no speech to support them, left out",
    ),
    "gap.short": ("有语音而无文字", "speech without words"),
    "channel": ("声道 {number}", "Channel {number}"),
    "player": ("录音播放", "Recording"),
    "player.wave": (
        "两个声道的波形与各项结论的位置",
        "Outline of the sound and the places of the findings",
    ),
    "player.silent": (
        "录音取不到或无法解码，本页不能播放。",
        "The recording is not there or cannot be decoded, so this page cannot play it.",
    ),
    "player.hear": ("听这一段", "Hear this"),
    "player.keys": (
        "空格 播放或暂停　← → 退进五秒　J K 下一项、上一项　[ ] 速度　T 找到当前一句",
        "Space plays or pauses, ← → five seconds, J K next or last item, [ ] speed, T current line",
    ),
    "waiver.waiver": (
        "已豁免（{id}，至 {until}）：{reason} 批准：{by}",
        "Waived ({id}, until {until}): {reason} Approved by {by}",
    ),
    "waiver.appeal": (
        "申诉成立（{id}，至 {until}）：{reason} 批准：{by}",
        "Appeal granted ({id}, until {until}): {reason} Approved by {by}",
    ),
    "waiver.expired": (
        "原有豁免 {id} 已于 {until} 到期，结论恢复：{reason}",
        "Waiver {id} ended on {until}, the finding stands again: {reason}",
    ),
    "waiver.count": ("其中 {count} 项已豁免", "{count} of them waived"),
    "back": ("回到第 {number} 项", "back to item {number}"),
    "goto": ("到文字中查看", "show in the transcript"),
    "to_transcript": ("通话文字", "Transcript"),
    "to_findings": ("审核结果", "Findings"),
    "kicker": ("电话销售合规审核", "Telesales compliance audit"),
    "note": (
        "“待复核”表示凭录音与记录无法下结论，不等于违规。文字由机器听写，结论以录音为准。",
        (
            "“Review” means that recording and record do not decide it; it is no fault. "
            "The words were written down by a machine: the recording decides."
        ),
    ),
    "note.given": (
        "“待复核”表示凭文字与记录无法下结论，不等于违规。文字稿由外部提供，结论以录音为准。",
        (
            "“Review” means that words and record do not decide it; it is no fault. "
            "The transcript was given from outside: the recording decides."
        ),
    ),
    "summary": ("审核总览", "Audit summary"),
    "summary.audited": ("已审核通话", "Calls audited"),
    "summary.unaudited": ("未能审核", "Not audited"),
    "summary.verdicts": ("按结论", "By verdict"),
    "summary.share": ("占比", "Share"),
    "summary.requirements": ("按要求", "By requirement"),
    "summary.calls": ("通话", "Calls"),
    "summary.listed": (
        "共 {total} 通，此处列出问题最重的 {shown} 通；全部见 calls.csv 与 findings.csv。",
        "{total} calls; the worst {shown} are listed here, all are in calls.csv and findings.csv.",
    ),
    "summary.unaudited.listed": (
        "共 {total} 通，此处列出 {shown} 通；全部见 unaudited.csv。",
        "{total} calls, {shown} listed here; all are in unaudited.csv.",
    ),
    "summary.none": ("没有。", "None."),
    "summary.worst": ("最高级别", "Worst"),
    "summary.open": ("打开报告", "Open the report"),
    "summary.stage": ("阶段", "Stage"),
    "summary.reason": ("原因", "Reason"),
    "summary.waived": ("已豁免的结论", "Findings waived"),
    "summary.minutes": ("录音总时长", "Recorded time"),
    "summary.hours": ("{hours} 小时", "{hours} h"),
    "summary.min": ("{minutes} 分钟", "{minutes} min"),
    "summary.problems": ("主要问题", "Main problems"),
    "summary.failed_of": ("不通过率", "Failure rate"),
    "summary.first": ("前 {shown} 项，共 {total} 项", "the first {shown} of {total}"),
    "trend": ("趋势", "Trends"),
    "trend.week": ("按周", "By week"),
    "trend.agent": ("按坐席", "By agent"),
    "trend.team": ("按团队", "By team"),
    "trend.product": ("按产品", "By product"),
    "trend.repeated": ("同一坐席反复出现的问题", "The same fault again and again"),
    "trend.times": ("次数 / 通话", "Times / calls"),
    "list.joint": ("；", "; "),
    "trend.hours": ("拨打时段", "When calls were dialled"),
    "trend.hours.note": (
        "按清单所记的时间；红框为含有非许可时段通话的时段。",
        "By the time on record; a red frame marks hours with calls at a time not permitted.",
    ),
    "day.1": ("周一", "Mon"),
    "day.2": ("周二", "Tue"),
    "day.3": ("周三", "Wed"),
    "day.4": ("周四", "Thu"),
    "day.5": ("周五", "Fri"),
    "day.6": ("周六", "Sat"),
    "day.7": ("周日", "Sun"),
    "stage.hear": ("听写", "hearing"),
    "stage.read": ("读取文字", "reading the words"),
    "stage.call": ("通话记录", "call record"),
    "stage.judge": ("判断", "judging"),
    "stage.report": ("出具报告", "reporting"),
}


class Texts:
    """The interface's texts in one language; an unknown key gives the key's last part."""

    def __init__(self, language: str = "zh") -> None:
        """Take ``zh`` or ``en``. Raises ValueError for another language."""
        if language not in LANGUAGES:
            raise ValueError(f"interface language {language!r} is none of {', '.join(LANGUAGES)}")
        self.language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with its ``{placeholders}`` filled."""
        texts = _TEXTS.get(key)
        if texts is None:
            return key.partition(".")[2] or key
        return texts[self._column].format(**values) if values else texts[self._column]


def all_texts() -> Mapping[str, tuple[str, str]]:
    """Every key with its text in each of LANGUAGES: for tests of completeness."""
    return _TEXTS
