"""Which sections run, and what is said of goals."""

import contextlib
import io
import json
import struct
import tempfile
import unittest
from pathlib import Path

import against_mkl
import compare
import goals
import real_sizes
from contest import Setup


def names(only):
    return [section.__name__ for section in compare.chosen(only)]


class Compare(unittest.TestCase):
    def test_a_part_is_run_in_the_order_of_all(self):
        self.assertEqual(names(["bert_base", "warm_calls"]), ["warm_calls", "bert_base"])
        self.assertEqual(len(names(None)), len(compare.SECTIONS))

    def test_the_goals_alone_bring_the_sections_of_their_figures(self):
        self.assertEqual(
            names(["goals"]),
            ["minilm_whole_command", "warm_calls", "mkl_eigenvalues", "bert_base", "vendi_whole_command", "goals"],
        )
        self.assertEqual(names(["goals", "bert_base"]), ["bert_base", "goals"])

    def test_a_goal_is_reached_from_either_side(self):
        fast = goals.Goal("MKL", "a", 1.8, "mkl_eigenvalues")
        small = goals.Goal("the bound", "b", 2.3, "bert_base", at_most=True)
        self.assertEqual(fast.row({"a": 1.84}), "| MKL | at least 1.8 | 1.84 | yes |")
        self.assertEqual(fast.row({"a": 1.7}), "| MKL | at least 1.8 | 1.70 | no |")
        self.assertEqual(small.row({"b": 2.2}), "| the bound | at most 2.3 | 2.20 | yes |")
        self.assertEqual(small.row({}), "| the bound | at most 2.3 | not measured (`bert_base`) | |")

    def test_what_needs_pytorch_or_minutes_is_skipped_with_a_line(self):
        with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(io.StringIO()) as said:
            setup = Setup("eigensweep", ["java"], Path("minilm.onnx"), 1, Path(scratch))
            self.assertIsNone(compare.mkl_eigenvalues(setup))
            self.assertIsNone(compare.tinyllama_1b(setup))
        self.assertEqual(said.getvalue().splitlines()[0], "skipped: MKL: it needs --torch")
        self.assertTrue(said.getvalue().splitlines()[1].startswith("skipped: A 1.1B Llama: it needs --big"))

    def test_shapes_are_those_of_the_files_header(self):
        tensors = {"a": {"dtype": "BF16", "shape": [3, 2], "data_offsets": [0, 12]}}
        head = json.dumps(tensors).encode()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.safetensors"
            file.write_bytes(struct.pack("<Q", len(head)) + head + bytes(12))
            self.assertEqual(real_sizes.header(file), ([[3, 2]], "bf16"))

    def test_eigenvalues_that_are_apart_end_the_run(self):
        theirs = {"eigvalsh 2": [1.0, 4.0], "svdvals 2": [2.0, 1.0]}
        same = {"eigenvalues 2": [1.0, 4.0], "spectrum 2": [1.0, 4.0]}
        self.assertEqual(against_mkl.difference(same, theirs, [2], 1e-9), 0)
        with self.assertRaises(SystemExit):
            against_mkl.difference(same | {"spectrum 2": [1.1, 4.0]}, theirs, [2], 1e-9)


if __name__ == "__main__":
    unittest.main()
