import sys

import words

print(*words.WORDS, *sys.argv[1:])
