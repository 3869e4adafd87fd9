"""Ours beside what people usually build: one POST a record, gzipped batches, PouchDB. One workload, one link, one table."""
