"""What a clinic can do, one verb a file. Windows and command line reach the data through here and nowhere else."""
