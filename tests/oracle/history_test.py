"""What must hold of the recompute and of the histories themselves."""

import io
import random
import unittest

import compare
import history
import records
import times
from worked_cases import CASES, differences

SEEDS = range(1000, 1020)


class Recompute(unittest.TestCase):
    def test_the_worked_cases_hold(self):
        files = sorted(CASES.glob("*.jsonl"))
        self.assertTrue(files)
        for file in files:
            with self.subTest(file.stem):
                self.assertEqual([], list(differences(file)))

    def test_order_and_repetition_of_records_change_nothing(self):
        for seed in SEEDS:
            with self.subTest(seed):
                rng = random.Random(seed)
                heading, *lines = history.generate(seed)
                sent = [line for line in lines if "record" in line]
                last = {"as_of": [line["as_of"] for line in [heading, *lines] if "as_of" in line][-1]}
                others = sent + rng.sample(sent, len(sent) // 2)
                rng.shuffle(others)
                self.assertEqual(compare.recomputed([heading, *lines]), compare.recomputed([heading, *others, last]))


class Histories(unittest.TestCase):
    def test_a_seed_gives_one_history(self):
        for seed in SEEDS:
            self.assertEqual(history.generate(seed), history.generate(seed))

    def test_what_is_written_is_read(self):
        written = [history.generate(seed) for seed in SEEDS]
        file = io.StringIO()
        for lines in written:
            history.write(lines, file)
        file.seek(0)
        self.assertEqual(written, compare.read_histories(file))

    def test_time_never_goes_back(self):
        for seed in SEEDS:
            passing = [line["as_of"] for line in history.generate(seed) if "as_of" in line]
            self.assertEqual(sorted(passing), passing)

    def test_every_record_would_be_admitted(self):
        for seed in SEEDS:
            for line in history.generate(seed)[1:]:
                record = line.get("record", {"retracted": True})
                if not record.get("retracted"):
                    kind = next(kind for kind in records.KINDS if kind in record)
                    self.assertTrue(history.fits(kind, record[kind]), line)

    def test_no_two_versions_of_a_key_have_equal_ranks(self):
        for seed in SEEDS:
            ranks = {}
            for line in history.generate(seed)[1:]:
                if "record" in line:
                    version = records.version(line["sender"], line["record"])
                    place = (version.kind, version.key, version.rank[:2])
                    self.assertEqual((version.rank, version.sender), ranks.setdefault(place, (version.rank, version.sender)))

    def test_periods_have_begun(self):
        for seed in SEEDS:
            lines = history.generate(seed)
            as_of = times.time_of([line["as_of"] for line in lines if "as_of" in line][-1])
            for name in lines[0]["periods"]:
                self.assertLessEqual(times.period(name).s, as_of)


class Shrinking(unittest.TestCase):
    def test_a_history_is_made_small_while_it_differs(self):
        class Forgetful(compare.Comparison):
            """Compares with a program that knows no petitions."""

            def differences(self, histories):
                found = []
                for lines in histories:
                    ours = compare.recomputed(lines)
                    theirs = compare.recomputed([line for line in lines if "petition" not in line.get("record", {})])
                    found.append([(cell, row, theirs[cell]) for cell, row in ours.items() if row != theirs[cell]])
                return found, ""

        told = (history.generate(seed) for seed in SEEDS)
        lines = min((lines for lines in told if any("petition" in line.get("record", {}) for line in lines)), key=len)
        small = Forgetful([], False).shrink(lines)
        self.assertLessEqual(len(small), 5)
        self.assertTrue(any("petition" in line.get("record", {}) for line in small))


if __name__ == "__main__":
    unittest.main()
