"""Judgement: pure functions over a rule set that is data. Each rule cites the clause it encodes."""
