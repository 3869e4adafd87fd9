"""Today: the worklist, the tiles that filter it, the person under the cursor."""
