package eigensweep.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.app.terminal.ExitCode;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line on files nobody vetted: one line, an exit code that is not 0, nothing executed, no stack trace.
@Timeout(120)
class HostileFilesTest {

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    private Path folder;

    private void assertFails(Path model, String because) {
        CommandLineRun run = CommandLineRun.of("sweep", model, "--backend", "java");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("eigensweep: ").contains(because);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).doesNotContain("internal error", "\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "overlaps tensor a | 'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
                        + "'b':{'dtype':'U8','shape':[6],'data_offsets':[2,8]}",
                "belong to no tensor | 'a':{'dtype':'U8','shape':[3],'data_offsets':[5,8]}",
                "its shape overflows | 'a':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[0,8]}",
                "the negative number -8 | 'a':{'dtype':'U8','shape':[-8,-1],'data_offsets':[0,8]}",
                "not a whole number | 'a':{'dtype':'U8','shape':[8.0],'data_offsets':[0,8]}",
                "not a whole number | 'a':{'dtype':'U8','shape':['8'],'data_offsets':[0,8]}",
                "Duplicate | 'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]},"
                        + "'a':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}",
                "ends at byte 9 | 'a':{'dtype':'U8','shape':[9],'data_offsets':[0,9]}"
            })
    void safetensorsThatLie(String because, String header) throws IOException {
        byte[] json = ("{" + header.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
        assertFails(safetensors(json.length, json), because);
    }

    @ParameterizedTest
    @CsvSource({"9999, is cut off", "100000001, between 2 and 100000000", "-1, 18446744073709551615"})
    void safetensorsHeadersLongerThanTheFile(long length, String because) throws IOException {
        assertFails(safetensors(length, "{}".getBytes(StandardCharsets.UTF_8)), because);
    }

    private Path safetensors(long length, byte[] header) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("a.safetensors"),
                bytes.putLong(length).put(header).array());
    }

    /// `module.name("touch ...")`, and the proof that nothing was touched.
    @ParameterizedTest
    @CsvSource({"os, system", "posix, system", "builtins, eval", "builtins, exec", "subprocess, call"})
    void picklesThatCall(String module, String name) throws IOException {
        Path touched = folder.resolve("touched");
        byte[] command = ("touch " + touched).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
        pickle.writeBytes((module + "\n" + name + "\nU").getBytes(StandardCharsets.UTF_8));
        pickle.write(command.length);
        pickle.writeBytes(command);
        pickle.writeBytes(new byte[] {(byte) 0x85, 'R', '.'});
        Path file = folder.resolve("evil.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle.toByteArray());
        }
        assertFails(file, "names " + module + "." + name);
        assertThat(touched).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 10**9)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
                "{}"
            })
    void npyHeadersThatAreAbsurd(String header) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.UTF_8))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) text.length).put(text);
        assertFails(Files.write(folder.resolve("a.npy"), bytes.array()), "a.npy");
    }

    @Test
    void whatIsNoFile() throws IOException {
        assertFails(folder, "holds no model");
        assertFails(Files.createDirectory(folder.resolve("folder.safetensors")), "holds no model");
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertFails(loop, "symbolic links");
        Path zero = Path.of("/dev/zero");
        assumeThat(zero).exists();
        assertFails(zero, "not a regular file");
    }

    @Test
    void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.safetensors");
        assumeThat(Path.of("/usr/bin/mkfifo")).isExecutable();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertFails(pipe, "not a regular file but a pipe");
        assertFails(folder, "not a regular file but a pipe");
    }

    private static Entry matrix(String name, int seed) {
        return new Entry(name, DType.F32, new long[] {12, 10}, data -> gaussian(data, seed));
    }

    private static void gaussian(MemorySegment data, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < data.byteSize() / Float.BYTES; i++) {
            data.setAtIndex(F32, i, (float) random.nextGaussian());
        }
    }

    private Path model(String... names) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(matrix(name, entries.size()));
        }
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, entries);
        return file;
    }

    /// Threads are no file's matter, and too many are a typing error.
    @ParameterizedTest
    @CsvSource({
        "--threads, 100000, from 1 to 1024 are possible",
        "--threads, 0, from 1 to 1024 are possible",
        "--bootstrap, 2147483647, at most 100000 synthetic spectra are drawn"
    })
    void numbersThatNobodyMeans(String option, String value, String because) throws IOException {
        CommandLineRun run = CommandLineRun.of("sweep", model("a.weight"), option, value);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).contains(option + " " + value + ": " + because);
    }

    /// What is shown of a cell of a million characters is its start and what to do about it.
    @Test
    void namesWithoutEndDoNotFillTheScreen() throws IOException {
        Path table = folder.resolve("table.csv");
        Files.writeString(table, "a,b\n1," + "x".repeat(1_000_000) + "\n");
        CommandLineRun run = CommandLineRun.of("vendi", table, "--columns", "a,b");
        assertThat(run.code()).isNotZero();
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).startsWith("eigensweep: " + table).hasSizeLessThan(5000);
    }

    /// A name may colour a terminal, move its cursor, or turn the line around.
    @Test
    void namesDoNotReachTheTerminalAsTheyAre() throws IOException {
        Path model = model("\u001b[31mred\nline", "\u202eleft", "");
        for (String option : List.of("-v", "--dry-run")) {
            CommandLineRun run = CommandLineRun.of("sweep", model, option);
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("?[31mred?line", "?left");
            assertThat(run.out() + run.err()).doesNotContain("\u001b").doesNotContain("\u202e");
        }
    }

    /// `x` and `x.weight` are two layers, and stay two wherever they are written to.
    @Test
    void namesThatDifferByTheirEndingOnlyStayApart() throws IOException {
        Path results = folder.resolve("results");
        CommandLineRun run = CommandLineRun.of("sweep", model("x", "x.weight", "y.weight"), "-o", results);
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceFirst(" .*", ""))).contains("x", "x.weight", "y");
        CommandLineRun spectra = CommandLineRun.of("sweep", results.resolve("spectra.safetensors"), "--dry-run");
        assertThat(spectra.err()).isEmpty();
        assertThat(spectra.out()).contains("x.weight").contains("of 3 tensors");
    }

    @Test
    void aMergedAdapterNamesItsBase() throws IOException {
        Path base = model("q.weight");
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"lora_alpha\": 4}");
        SafetensorsWriter.write(
                adapter.resolve("adapter_model.safetensors"),
                List.of(
                        new Entry(
                                "base_model.model.q.lora_A.weight", DType.F32, new long[] {2, 10}, d -> gaussian(d, 1)),
                        new Entry(
                                "base_model.model.q.lora_B.weight",
                                DType.F32,
                                new long[] {12, 2},
                                d -> gaussian(d, 2))));
        CommandLineRun run = CommandLineRun.of("sweep", adapter, "--base", base, "--format", "json");
        JsonNode record = new JsonMapper().readTree(run.out());
        assertThat(record.at("/models/0/base/name").stringValue()).isEqualTo(base.toString());
        assertThat(record.at("/models/0/base/format").stringValue()).isEqualTo("safetensors");
        assertThat(record.at("/models/0/base/revision").isNull()).isTrue();
    }
}
