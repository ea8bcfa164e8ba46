"""What a document keeps of other machines when one writes its tables: `python3 -m unittest` in this folder."""

import tempfile
import unittest
from pathlib import Path

import machines

DOCUMENT = """# Title

<!-- bench-peers:begin -->
<!-- bench-peers: first on an old one -->
old first

| a |

<!-- bench-peers: third on an old one -->
old third
<!-- bench-peers:end -->

after
"""
SECTIONS = ("first", "second", "third")


class Machines(unittest.TestCase):
    def written(self, results, kind):
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder) / "document.md"
            document.write_text(DOCUMENT)
            machines.write(document, results, kind, SECTIONS)
            return document.read_text()

    def test_a_table_of_another_machine_stays_beside_the_new_one(self):
        inside = self.written({"first": "new first"}, "a new one").split("\n\n")
        self.assertEqual(
            inside[1:5],
            [
                "<!-- bench-peers:begin -->\n<!-- bench-peers: first on an old one -->\nold first",
                "| a |",
                "<!-- bench-peers: first on a new one -->\nnew first",
                "<!-- bench-peers: third on an old one -->\nold third\n<!-- bench-peers:end -->",
            ],
        )

    def test_a_table_of_the_same_machine_is_replaced_and_its_others_stay(self):
        text = self.written({"first": "new first"}, "an old one")
        self.assertNotIn("old first", text)
        self.assertIn("new first", text)
        self.assertIn("old third", text)

    def test_a_new_section_takes_its_place_and_what_stands_around_stays(self):
        text = self.written({"second": "new second"}, "an old one")
        self.assertLess(text.index("old first"), text.index("new second"))
        self.assertLess(text.index("new second"), text.index("old third"))
        self.assertTrue(text.startswith("# Title\n\n"))
        self.assertTrue(text.endswith("<!-- bench-peers:end -->\n\nafter\n"))

    def test_writing_the_same_again_changes_nothing(self):
        self.assertEqual(self.written({"third": "old third"}, "an old one"), DOCUMENT)

    def test_a_kind_is_named_by_processor_vectors_and_kernels_and_by_no_version(self):
        machine = {
            "cpu": "AMD EPYC 26 2",
            "kernels": "vector, 512 bit (8 doubles)",
            "blas": "OpenBLAS 0.3.31 DYNAMIC_ARCH NO_AFFINITY Cooperlake MAX_THREADS=64",
            "java": "25.0.3+9-LTS",
        }
        self.assertEqual(machines.kind(machine), "AMD EPYC 26 2, vector, 512 bit (8 doubles), Cooperlake")
        self.assertEqual(machines.openblas(machine), ("OpenBLAS 0.3.31", "Cooperlake"))


if __name__ == "__main__":
    unittest.main()
