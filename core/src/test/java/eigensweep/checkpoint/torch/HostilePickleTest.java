package eigensweep.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Pickles that would do harm in Python, or try to exhaust the reader. Every one ends in one line.
@Timeout(60)
class HostilePickleTest {

    @TempDir
    private Path folder;

    private Checkpoint open(byte[] pickle) throws IOException {
        Path file = folder.resolve("hostile.pt");
        byte[] data = new byte[800];
        Files.write(file, ZipWriter.torch(pickle).stored("archive/data/0", data).finish());
        return Checkpoints.open(file);
    }

    private void refused(byte[] pickle, String because) {
        assertThatThrownBy(() -> open(pickle).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(because)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()))
                        .hasSizeLessThan(2000)
                        .doesNotContain("\n"));
    }

    /// `module.name("touch /tmp/owned")`, in the five ways a pickle can say so.
    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "nt, system",
        "builtins, eval",
        "builtins, exec",
        "__builtin__, eval",
        "builtins, getattr",
        "builtins, __import__",
        "subprocess, Popen",
        "copyreg, _reconstructor",
        "copy_reg, _reconstructor",
        "operator, attrgetter",
        "importlib, import_module",
        "runpy, _run_code",
        "socket, socket",
        "webbrowser, open",
        "torch, load",
        "torch.hub, load",
        "torch.jit, load",
        "torch.storage, _load_from_bytes",
        "numpy.testing._private.utils, runstring",
        "collections, namedtuple",
        "functools, reduce",
        "os.path, join",
        "_codecs, decode"
    })
    void callsThatAreNotOnTheListAreRefusedByName(String module, String name) {
        String whole = module + "." + name;
        refused(
                PickleWriter.start()
                        .global(module, name)
                        .text("x")
                        .op(0x85, 'R')
                        .stop(),
                whole);
        refused(
                PickleWriter.start()
                        .text(module)
                        .text(name)
                        .op(0x93)
                        .text("x")
                        .op(0x85, 'R')
                        .stop(),
                whole);
        refused(
                PickleWriter.start()
                        .global(module, name)
                        .text("x")
                        .op(0x85, 0x81)
                        .stop(),
                whole);
        refused(
                PickleWriter.start()
                        .op('(')
                        .text("x")
                        .op('i')
                        .ascii(module + "\n" + name + "\n")
                        .stop(),
                "opcode 0x69");
        refused(
                PickleWriter.start()
                        .op('(')
                        .global(module, name)
                        .text("x")
                        .op('o')
                        .stop(),
                "");
    }

    @ParameterizedTest
    @CsvSource({"os, system", "builtins, eval", "shutil, rmtree", "distutils.spawn, spawn"})
    void aNameThatCouldDoHarmIsRefusedEvenIfNothingUsesIt(String module, String name) {
        refused(
                PickleWriter.start()
                        .op('}')
                        .text("f")
                        .global(module, name)
                        .op('s')
                        .stop(),
                module + "." + name);
        refused(PickleWriter.start().global(module, name).op('0', '}').stop(), module + "." + name);
    }

    /// What is neither Python's nor PyTorch's nor NumPy's is a name and what it was given; nothing looks for it.
    @Test
    void anObjectOfAnUnknownClassDoesNotHideTheWeights() throws IOException {
        PickleWriter pickle =
                PickleWriter.start().op('}').text("w").matrix("0", 10, 20).op('s');
        pickle.text("kind").global("research.models", "Kind").op('K', 1, 0x85, 'R', 's');
        pickle.text("made").global("research.models", "make").matrix("0", 4, 5).op(0x85, 'R', 's');
        pickle.text("pair").global("research.models", "Pair").matrix("0", 5, 4).op(0x85, 0x81, 's');
        pickle.text("name").global("research.models", "function").op('s');
        try (Checkpoint checkpoint = open(pickle.stop())) {
            assertThat(Opened.names(checkpoint)).containsExactly("w", "made.0", "pair.0");
            assertThat(Opened.tensor(checkpoint, "w").meaning().use()).isEqualTo(Use.UNKNOWN);
            assertThat(Opened.tensor(checkpoint, "pair.0").meaning().use()).isEqualTo(Use.UNKNOWN);
            Tensor made = Opened.tensor(checkpoint, "made.0");
            assertThat(made.meaning().use()).isEqualTo(Use.PART);
            assertThat(made.meaning().note()).contains("an argument of research.models.make");
        }
    }

    /// Of a tensor that is spread over processes, a file has one process's part.
    @Test
    void aShardOfATensorIsNotTakenForTheTensor() throws IOException {
        PickleWriter pickle = PickleWriter.start().op('}').text("w");
        pickle.global("torch.distributed._shard.sharded_tensor.api", "ShardedTensor")
                .op(')', 0x81, '(');
        pickle.op(']').matrix("0", 10, 20).op('a').op('N', 't', 'b', 's');
        try (Checkpoint checkpoint = open(pickle.stop())) {
            Tensor part = checkpoint.tensors().getFirst();
            assertThat(part.meaning().use()).isEqualTo(Use.MISSING);
            assertThat(part.meaning().note()).contains("one process's part of a tensor");
        }
    }

    /// A state may be a pair, whose first may be a pair: 100,000 deep.
    @Test
    void statesOfPairsAreNotFollowed() throws IOException {
        PickleWriter pickle = PickleWriter.start().global("m", "C").op(')', 0x81, '}');
        for (int i = 0; i < 100_000; i++) {
            pickle.op('}', 0x86);
        }
        refused(pickle.op('b').stop(), "deep");
    }

    /// One list given to a hundred thousand objects is one list.
    @Test
    void argumentsAreNotCopied() throws IOException {
        PickleWriter pickle = PickleWriter.start().global("m", "C").op('q', 1, '(');
        for (int i = 0; i < 1000; i++) {
            pickle.op('N');
        }
        pickle.op('t', 'q', 2, '(');
        for (int i = 0; i < 100_000; i++) {
            pickle.op('h', 1, 'h', 2, '}', 0x92);
        }
        refused(pickle.op('t').stop(), "values");
    }

    @Test
    void aRebuildOfARebuildDoesNotRecurse() {
        PickleWriter pickle = PickleWriter.start()
                .global("torch._tensor", "_rebuild_from_type_v2")
                .op('q', 0, '(');
        pickle.op('h', 0).global("torch", "Tensor").op(')', '}', 't', 'R');
        refused(pickle.stop(), "_rebuild_from_type_v2");
        PickleWriter evil = PickleWriter.start()
                .global("torch._tensor", "_rebuild_from_type_v2")
                .op('(');
        evil.global("os", "system").global("torch", "Tensor").text("x").op(0x85, '}', 't', 'R');
        refused(evil.stop(), "os.system");
    }

    static Stream<Arguments> odd() {
        return Stream.<Arguments>of(
                odd("a call of text", "no function", p -> p.text("os.system").op(')', 'R')),
                odd(
                        "arguments that are no tuple",
                        "tuple",
                        p -> p.global("torch", "Size").text("x").op('R')),
                odd(
                        "a tensor of text",
                        "other arguments",
                        p -> p.global("torch._utils", "_rebuild_tensor_v2")
                                .text("x")
                                .op(0x85, 'R')),
                odd("a storage of text", "no storage", p -> p.text("storage").op('Q')),
                odd(
                        "a storage by a number",
                        "other arguments",
                        p -> p.op('(')
                                .text("storage")
                                .global("torch", "FloatStorage")
                                .number(0)
                                .text("cpu")
                                .number(4)
                                .op('t', 'Q')),
                odd("an extension code", "opcode 0x82", p -> p.op(0x82, 1)),
                odd("a textual persistent id", "opcode 0x50", p -> p.op('P').ascii("x\n")),
                odd("a textual integer", "opcode 0x49", p -> p.op('I').ascii("1\n")),
                odd("another protocol", "protocol 9", p -> p.op(0x80, 9)),
                odd("an empty stack", "not on the stack", p -> p),
                odd("an append to nothing", "not on the stack", p -> p.op('a')),
                odd("an append to text", "no list", p -> p.text("x").op('N', 'a')),
                odd("items of text", "no dictionary", p -> p.text("x").op('N', 'N', 's')),
                odd("a key without a value", "without a value", p -> p.op('}', '(', 'N', 'u')),
                odd("a tuple that was never begun", "never opened", p -> p.op('t')),
                odd("a pop below the mark", "not on the stack", p -> p.op('N', '(', 0x85)),
                odd("a memo that is not there", "never stored", p -> p.op('j').u4(0xffffffffL)),
                odd("a name by a number", "no text", p -> p.number(1).number(2).op(0x93)),
                odd("a name that never ends", "characters", p -> p.op('c').ascii("a".repeat(5000) + "\n")),
                odd("text longer than the file", "cut off", p -> p.op('X').u4(0xffffffffL)),
                odd("text of negative length", "cut off", p -> p.op(0x8d).u8(-1)),
                odd("bytes longer than the file", "cut off", p -> p.op(0x8e).u8(Long.MAX_VALUE)),
                odd(
                        "a tensor of a thousand dimensions",
                        "dimensions",
                        p -> p.op('}')
                                .text("w")
                                .tensor("Float", "0", 1, 0, new long[1000])
                                .op('s')));
    }

    private static Arguments odd(String what, String because, UnaryOperator<PickleWriter> pickle) {
        return Arguments.of(what, because, pickle);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("odd")
    void nonsenseIsRefused(String what, String because, UnaryOperator<PickleWriter> pickle) {
        refused(pickle.apply(PickleWriter.start()).stop(), because);
    }

    @Test
    void aHugeMemoIndexCostsNothing() throws IOException {
        open(PickleWriter.start()
                        .op('}', 'r')
                        .u4(0xfffffff0L)
                        .op('j')
                        .u4(0xfffffff0L)
                        .op('0')
                        .stop())
                .close();
    }

    private static byte[] repeated(int count, int... codes) {
        PickleWriter pickle = PickleWriter.start();
        for (int i = 0; i < count; i++) {
            pickle.op(codes);
        }
        return pickle.stop();
    }

    @Test
    void deepNestingIsRefusedNotFollowed() {
        PickleWriter deep = PickleWriter.start().op('}').text("w").matrix("0", 2, 2);
        for (int i = 0; i < 100_000; i++) {
            deep.op(0x85);
        }
        refused(deep.op('s').stop(), "deep");
    }

    @Test
    void instructionsStackAndMemoAreBounded() {
        refused(repeated(5_000_000, ']'), "instructions");
        refused(repeated(5_000_000, '('), "instructions");
        refused(repeated(2_000_000, '}', 0x94, '0'), "instructions");
        PickleWriter memo = PickleWriter.start().op('N');
        for (int i = 0; i < 2_200_000; i++) {
            memo.op('r').u4(i);
        }
        refused(memo.stop(), "memos");
    }

    /// A list of two of a list of two of ... forty deep: a thousand bytes, a million million tensors.
    @Test
    void listsThatMultiplyAreRefused() {
        PickleWriter bomb = PickleWriter.start().op('}').text("w").matrix("0", 2, 2);
        for (int i = 0; i < 40; i++) {
            bomb.op('2', 0x86);
        }
        refused(bomb.op('s').stop(), "tensors");
        PickleWriter empty = PickleWriter.start().op('}').text("w").op(']');
        for (int i = 0; i < 40; i++) {
            empty.op('2', 0x86);
        }
        refused(empty.op('s').stop(), "values");
    }

    @Test
    void namesThatMultiplyAreRefused() {
        PickleWriter bomb = PickleWriter.start().text("x".repeat(400)).op('q', 0, '0', '}', 'h', 0, '}', 'h', 0, '}');
        bomb.op('h', 0).matrix("0", 2, 2).op('s', 's', 's');
        refused(bomb.stop(), "longer than 1000 characters");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        PickleWriter pickle = PickleWriter.start()
                .op('}')
                .text("w")
                .matrix("0", 10, 20)
                .op('s')
                .text("m");
        pickle.global("research.models", "Net").op(')', 0x81, '}').text("k").op('K', 1, 's', 'b', 's');
        byte[] whole = pickle.stop();
        open(whole).close();
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length), "data.pkl");
        }
    }
}
