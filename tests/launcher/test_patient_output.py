"""Output to somebody who does not read."""

import os
import re

from local.launcher.patient_output import MOST_WAITING, PatientOutput


def test_what_is_written_comes_out_in_order() -> None:
    reading, writing = os.pipe()
    output = PatientOutput(writing)
    for number in range(100):
        output.write(f"{number}\n")
    output.close()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "".join(f"{number}\n" for number in range(100))


def test_a_reader_who_pauses_holds_nobody_up_and_is_told_what_was_left_out() -> None:
    line = "x" * 1023 + "\n"
    reading, writing = os.pipe()
    output = PatientOutput(writing)
    for _ in range(2 * MOST_WAITING):  # 20 MB, of which the pipe takes some 64 KiB
        output.write(line)

    told, whole = 0, 0
    with os.fdopen(reading) as pipe:
        while whole + told < 20_000:
            text = pipe.readline()
            if found := re.fullmatch(r"\((\d+) texts left out: nobody was reading\)\n", text):
                told += int(found[1])
            else:
                assert text == line
                whole += 1
    os.close(writing)
    assert (whole + told, told >= 9_900) == (20_000, True)
