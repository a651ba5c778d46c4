"""An encoder small enough to see through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Keyword:
    """An encoder that knows one word of each requirement."""

    ids = ("rebate", "pressure")
    words = ("返钱", "后悔")

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        scores = np.array([[3.0 if w in t else -3.0 for w in self.words] for t in texts])
        places = np.array([[max(0, t.find(w)) for w in self.words] for t in texts])
        return scores.astype(np.float32), places
