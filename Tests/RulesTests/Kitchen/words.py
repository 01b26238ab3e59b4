WORDS = ["spoken", "words"]
