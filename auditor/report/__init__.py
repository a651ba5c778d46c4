"""Reports: what an audit found, as pages, tables and documents."""
