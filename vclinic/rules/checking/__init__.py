"""What a good doctor would have caught, one module a kind: for every drug and check clear, found, or not compared."""
