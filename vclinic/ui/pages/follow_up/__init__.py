"""The follow-up cockpit: the official form, the judgement under it, the person beside it."""
