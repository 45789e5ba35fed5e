"""Parses a telegram with the package iec62056-21: FILE TIMES; prints seconds and values."""

import sys
import time

from iec62056_21 import messages

block = open(sys.argv[1], "rb").read()
times = int(sys.argv[2])
began = time.perf_counter()
for _ in range(times):
    answer = messages.AnswerDataMessage.from_bytes(block)
    count = len(answer.data)
print(time.perf_counter() - began, count)
