package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.foreign.ForeignFormat;
import eigensweep.checkpoint.keras.Hdf5Seals;
import eigensweep.checkpoint.numpy.Npy;
import eigensweep.checkpoint.onnx.Onnx;
import eigensweep.checkpoint.torch.PickleWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happened to a file: it is read to its last element, or refused in one line (see
/// [MutationCampaign]).
@Timeout(7200)
class ReaderMutationTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path folder;

    /// What mutants refer to.
    @BeforeEach
    void writeNeighbours() throws IOException {
        Files.write(folder.resolve("types.safetensors"), MutationCorpus.file("safetensors", "types.safetensors"));
        Files.write(folder.resolve("weights"), Bytes.gaussian(2, 16));
        byte[] pickle = PickleWriter.start()
                .op('}')
                .text("w")
                .matrix("0", 2, 2)
                .op('s')
                .text("v")
                .matrix("0", 4, 1)
                .op('s')
                .stop();
        Files.write(
                folder.resolve("a.pt"),
                ZipWriter.torch(pickle).stored("archive/data/0", new byte[16]).finish());
    }

    @Test
    void safetensors() {
        MutationCampaign.survives("safetensors", this::weights, MutationWords.json());
    }

    @Test
    void index() {
        MutationCampaign.survives(
                "index",
                (bytes, arena) -> Mutant.read(ShardIndex.read(file(bytes, arena), arena)),
                MutationWords.json());
    }

    @Test
    void npy() {
        MutationCampaign.survives(
                "npy",
                (bytes, arena) -> Mutant.read(Npy.read(file(bytes, arena), arena)),
                "'descr': ",
                "'shape': (",
                "'fortran_order': True",
                "|O",
                ">f4",
                "<U9",
                "[('a', '<f4')]",
                "__import__('os').system('x')",
                "(-1, 2)",
                "),",
                "2L",
                "\u0093NUMPY");
    }

    @Test
    void npz() {
        MutationCampaign.survives("npz", this::weights, ZIP);
    }

    /// As the first of two shards, which a mutant may be or not.
    @Test
    void gguf() throws IOException {
        Path first = folder.resolve("m-00001-of-00002.gguf");
        Files.write(folder.resolve("m-00002-of-00002.gguf"), MutationCorpus.ggufShard(2, "b.weight"));
        MutationCampaign.survives(
                "gguf",
                (bytes, arena) -> {
                    MappedFile file =
                            new MappedFile(first, "", file(bytes, arena).bytes());
                    Mutant.read(Checkpoints.weights(file, arena));
                },
                "GGUF",
                "tjgg",
                ".weight",
                ".scale",
                ".lora_a",
                ".lora_b",
                "_exps",
                "output",
                "general.alignment",
                "general.architecture",
                "split.count",
                "\u0009\u0000\u0000\u0000\u0009\u0000\u0000\u0000",
                "\u0008\u0000\u0000\u0000\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
                "\u0020\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
                "\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000",
                "\u000e\u0000\u0000\u0000",
                "\u001f\u0000\u0000\u0000");
    }

    @Test
    void onnx() {
        MutationCampaign.survives(
                "onnx",
                (bytes, arena) -> Mutant.read(Onnx.read(file(bytes, arena), arena)),
                "\u000b",
                "\u000c",
                ":\u007f",
                "\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001",
                "p\u0001",
                "\u0010\u0008",
                "\u0010\u0010",
                "../weights",
                "/etc/hostname",
                "offset",
                "-8",
                "DequantizeLinear",
                "Transpose",
                "Reshape",
                "Squeeze",
                "Flatten",
                "Gather",
                "block_size",
                "axis",
                "perm");
    }

    @Test
    void hdf5() {
        MutationCampaign.survives("hdf5", this::weights, HDF5);
    }

    /// Structures with a checksum, which is put right after each change: else it would be all that is tried.
    @Test
    void hdf5Sealed() {
        MutationCampaign.survives(
                "hdf5-sealed", (bytes, arena) -> Hdf5Seals.mended(bytes, whole -> weights(whole, arena)), HDF5);
    }

    @Test
    void keras() {
        MutationCampaign.survives("keras", this::weights, KERAS);
    }

    @Test
    void torch() {
        MutationCampaign.survives("torch", this::weights, ZIP);
    }

    @Test
    void torchLegacy() {
        MutationCampaign.survives("torch-legacy", this::weights, MutationWords.pickle());
    }

    /// What is not read is known, or it is not; nothing in it goes wrong.
    @Test
    void foreign() {
        MutationCampaign.survives(
                "foreign",
                (bytes, arena) -> {
                    MappedFile file = file(bytes, arena);
                    String sentence = ForeignFormat.of(file);
                    if (sentence == null) {
                        throw file.broken("is not known");
                    }
                    assertThat(file.broken(sentence)).hasMessageNotContaining("\n");
                },
                "ustar",
                "00000000005",
                "\u001f\u008b\u0008\u0000",
                "\u0080\u0002",
                "\n",
                "\u0012\u00ff\u00ff\u00ff\u00ff\u000f",
                "\u00a2\u001f",
                "<title>",
                "\"weightsManifest\"",
                "version https://git-lfs",
                "\nsize 99999999999999999999\n",
                "\u00e2\u0080\u00ae",
                "{");
    }

    /// `refs/main` in the cache of the Hugging Face Hub.
    @Test
    void hubReference() throws IOException {
        Path model = folder.resolve("models--org--name");
        Files.createDirectories(model.resolve("snapshots").resolve(COMMIT));
        Files.createDirectories(model.resolve("snapshots").resolve("0123456"));
        Path reference = Files.createDirectories(model.resolve("refs")).resolve("main");
        Files.createFile(reference);
        HuggingFaceCache cache = new HuggingFaceCache(Map.of("HF_HUB_CACHE", folder.toString()));
        MutationCampaign.survives(
                "hub-reference",
                (bytes, arena) -> {
                    Files.delete(reference); // else ext4 puts every one on the disk at once
                    Files.write(reference, bytes);
                    assertThat(cache.find("org/name").folder()).startsWith(model.resolve("snapshots"));
                },
                "../",
                "/etc",
                "\u0000",
                "\n",
                "\u00ff",
                "F");
    }

    /// What people write for the name of a model in the cache.
    @Test
    void hubName() throws IOException {
        for (String name : new String[] {"models--org--name/refs/refs/pr/1", "models--bert-base-uncased/refs/main"}) {
            Path reference = folder.resolve(name);
            Files.createDirectories(reference.getParent());
            Files.writeString(reference, COMMIT);
            Path model = folder.resolve(name.substring(0, name.indexOf('/')));
            Files.createDirectories(model.resolve("snapshots").resolve(COMMIT));
        }
        HuggingFaceCache cache = new HuggingFaceCache(Map.of("HF_HUB_CACHE", folder.toString()));
        MutationCampaign.survives(
                "hub-name",
                (bytes, arena) -> {
                    Path found = cache.find(new String(bytes, StandardCharsets.UTF_8))
                            .folder();
                    assertThat(found).startsWith(folder).hasFileName(COMMIT);
                },
                "../",
                "/",
                "@",
                "\u0000",
                "--",
                ".",
                "refs/",
                "\u001b[31m");
    }

    private static final String[] ZIP = {
        "PK\u0001\u0002",
        "PK\u0003\u0004",
        "PK\u0005\u0006",
        "PK\u0006\u0006",
        "PK\u0006\u0007",
        "\u0008\u0000",
        "\u0000\u0000\u0000\u0000",
        "\u00ff\u00ff\u00ff\u00ff",
        "\u0001\u0000\u0018\u0000",
        "data.pkl",
        ".npy",
        "\u0093NUMPY",
        "'shape': (",
        "(t",
        "R",
        "h\u0000",
        "cos\nsystem\n"
    };

    private static final String[] HDF5 = {
        "\u0089HDF\r\n\u001a\n",
        "TREE",
        "SNOD",
        "HEAP",
        "GCOL",
        "OHDR",
        "OCHK",
        "FRHP",
        "FHDB",
        "FHIB",
        "BTHD",
        "BTIN",
        "BTLF",
        "FAHD",
        "FADB",
        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "\u0060\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
        "\u0010\u0000\u0010\u0000\u0000\u0000\u0000\u0000",
        "\u0011\u0000\u0010\u0000",
        "\u0008\u0000\u0018\u0000\u0000\u0000\u0000\u0000\u0003\u0002",
        "\u0003\u0000\u0010\u0000\u0001",
        "\u0005",
        "\u0019",
        "layer_names",
        "weight_names",
        "vars",
        "/0",
        "name"
    };

    private static final String[] KERAS = {
        "PK\u0001\u0002",
        "PK\u0003\u0004",
        "model.weights.h5",
        "config.json",
        "TREE",
        "OHDR",
        "vars",
        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "{",
        "}",
        "[",
        "]",
        "\"config\":",
        "\"layers\":[",
        "\"layer\":{",
        "\"class_name\":",
        "\"equation\":\"ab->\"",
        "NaN",
        "->",
        ","
    };

    private void weights(byte[] bytes, Arena arena) {
        Mutant.read(Checkpoints.weights(file(bytes, arena), arena));
    }

    private MappedFile file(byte[] bytes, Arena arena) {
        return Mutant.file(folder, bytes, arena);
    }
}
