"""The judgement under the form: a cell for the class, the reasons, the next visit, the referral, and what to do."""
