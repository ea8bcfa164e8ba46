package eigensweep.checkpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.layer.Selection;
import eigensweep.tensor.Matrix;
import eigensweep.tensor.Tensor;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happened to a file: it is read to its last element, or refused in one line (see
/// [MutationCampaign]).
@Timeout(7200)
class ReaderMutationTest {

    private static final LayerOptions ALL = new LayerOptions(
            Selection.ALL, 1, Integer.MAX_VALUE, LayerOptions.Convolution.POOLED, LayerOptions.FusedQkv.WHOLE);

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
        survives("safetensors", this::weights, JSON);
    }

    @Test
    void index() {
        survives("index", (bytes, arena) -> read(ShardIndex.read(file(bytes, arena), arena)), JSON);
    }

    @Test
    void npy() {
        survives(
                "npy",
                (bytes, arena) -> read(Npy.read(file(bytes, arena), arena)),
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
        survives("npz", this::weights, ZIP);
    }

    /// As the first of two shards, which a mutant may be or not.
    @Test
    void gguf() throws IOException {
        Path first = folder.resolve("m-00001-of-00002.gguf");
        Files.write(folder.resolve("m-00002-of-00002.gguf"), MutationCorpus.ggufShard(2, "b.weight"));
        survives(
                "gguf",
                (bytes, arena) -> {
                    MappedFile file =
                            new MappedFile(first, "", file(bytes, arena).bytes());
                    read(Checkpoints.weights(file, arena));
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
        survives(
                "onnx",
                (bytes, arena) -> read(Onnx.read(file(bytes, arena), arena)),
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
        survives("hdf5", this::weights, HDF5);
    }

    /// Structures with a checksum, which is put right after each change: else it would be all that is tried.
    @Test
    void hdf5Sealed() {
        survives("hdf5-sealed", (bytes, arena) -> Hdf5Seals.mended(bytes, whole -> weights(whole, arena)), HDF5);
    }

    @Test
    void keras() {
        survives("keras", this::weights, KERAS);
    }

    @Test
    void torch() {
        survives("torch", this::weights, ZIP);
    }

    @Test
    void torchLegacy() {
        survives("torch-legacy", this::weights, PICKLE);
    }

    /// The pickle alone, in an archive that is whole.
    @Test
    void pickle() {
        survives(
                "pickle",
                (bytes, arena) -> {
                    MappedFile file = file(bytes, arena);
                    Map<String, MemorySegment> storages = Map.of("0", arena.allocate(400), "1", arena.allocate(800));
                    Object root = TorchPickle.read(file.part("data.pkl", file.bytes()))
                            .root();
                    List<Tensor> tensors = TorchNames.of(root, file, storages::get);
                    read(new Checkpoint(file.path(), "PyTorch", tensors, List.of(), arena));
                },
                PICKLE);
    }

    /// What is not read is known, or it is not; nothing in it goes wrong.
    @Test
    void foreign() {
        survives(
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

    @Test
    void loraAdapter() throws IOException {
        Files.write(folder.resolve(AdapterConfig.NAME), MutationCorpus.file("lora-config", AdapterConfig.NAME));
        Files.write(
                folder.resolve("base.safetensors"),
                SafetensorsFile.of(
                        Bytes.gaussian(7, 58),
                        SafetensorsFile.entry("model.encoder.query.weight", "F32", "[4,5]", 0, 80),
                        SafetensorsFile.entry("head.weight", "F32", "[2,3]", 80, 104),
                        SafetensorsFile.entry("model.embed.weight", "F32", "[5,4]", 104, 184),
                        SafetensorsFile.entry("moe.experts.up", "F32", "[2,2,3]", 184, 232)));
        survives(
                "lora",
                (bytes, arena) -> {
                    Checkpoint stored = Safetensors.read(file(bytes, arena), arena);
                    Checkpoint adapter = LoraAdapter.recognise(stored);
                    read(adapter);
                    MappedFile base = MappedFile.map(folder.resolve("base.safetensors"), arena);
                    read(LoraAdapter.merge(stored, Safetensors.read(base, arena)));
                },
                ".lora_A.weight",
                ".lora_B",
                ".lora_embedding_A",
                ".lora_down.weight",
                ".lora_mid.weight",
                ".lora_magnitude_vector",
                ".dora_scale",
                ".hada_w1_a",
                ".hada_t1",
                ".lokr_w1",
                ".lokr_t2",
                ".ia3_l",
                ".alpha",
                ".diff",
                ".base_layer",
                ".lora_a",
                ".default",
                "[2,5,1]",
                "[0,5]",
                "[4,0]",
                "\"I32\"",
                "\"data_offsets\":[40,40]");
    }

    @Test
    void loraConfig() {
        byte[] adapter = MutationCorpus.file("lora", "adapter.safetensors");
        survives(
                "lora-config",
                (bytes, arena) -> {
                    Checkpoint stored = Safetensors.read(file(adapter, arena), arena);
                    read(LoraAdapter.adapter(stored, file(bytes, arena)));
                },
                words(
                        JSON,
                        "\"peft_type\":",
                        "\"rank_pattern\":{",
                        "\"target_parameters\":",
                        "\"init_lora_weights\":\"olora\",",
                        ".*",
                        "(query|key)",
                        "\\\\d+",
                        "(",
                        ")*",
                        "^",
                        "1e-320"));
    }

    /// What diffusers and kohya's scripts keep of a configuration in the file itself, which is opened again
    /// for it.
    @Test
    void loraHeader() {
        survives(
                "lora-header",
                (bytes, arena) -> {
                    MappedFile mutant = file(bytes, arena);
                    Checkpoint stored = Safetensors.read(mutant, arena);
                    read(new AdapterReader(stored, null, Safetensors.remarks(mutant))
                            .read()
                            .alone());
                },
                words(
                        JSON,
                        "\\\"unet.r\\\":",
                        "\\\"unet.rank_pattern\\\": {",
                        "ss_network_alpha",
                        "NaN",
                        "unet.",
                        "to_q"));
    }

    private static String[] words(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
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
        survives(
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
        survives(
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

    private static final String[] JSON = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "-1",
        "1e9",
        "{}",
        "[]",
        "\"a\":1,",
        "\"dtype\":\"F64\",",
        "\"shape\":[0,",
        "\"data_offsets\":[0,0],",
        "\"__metadata__\":{},",
        "\"weight_map\":{",
        "\"../x\"",
        "\\u0000",
        "\\ud800",
        "\u00ff",
        "\"fc.weight\":\"a.pt\",",
        "\"lora_alpha\":",
        "\"alpha_pattern\":",
        "F6_E2M3",
        "STRING"
    };

    private static final String[] PICKLE = {
        "(",
        "t",
        "R",
        "b",
        "\u0081",
        "\u0085",
        "\u0086",
        "}",
        "]",
        ")",
        "0",
        "1",
        "2",
        "s",
        "u",
        "e",
        "a",
        "h\u0000",
        "h\u0001",
        "h\u0003",
        "q\u0000",
        "r\u00ff\u00ff\u00ff\u00ff",
        "\u0094",
        "Q",
        "N",
        "\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080",
        "\u008a\u00ff",
        "J\u00ff\u00ff\u00ff\u00ff",
        "c_codecs\nencode\n",
        "X\u0006\u0000\u0000\u0000latin1",
        "cnumpy._core.numeric\n_frombuffer\n",
        "cos\nsystem\n",
        "cbuiltins\neval\n",
        "ctorch\nSize\n",
        "ccollections\nOrderedDict\n",
        "ctorch._utils\n_rebuild_parameter\n",
        "ctorch._tensor\n_rebuild_from_type_v2\n",
        "ctorch._utils\n_rebuild_sparse_tensor\n",
        "cnumpy\ndtype\n",
        "cnumpy\nndarray\n",
        "cnumpy._core.multiarray\n_reconstruct\n",
        "cnumpy.core.multiarray\n_reconstruct\n",
        "X\u0003\u0000\u0000\u0000abc",
        "B\u0002\u0000\u0000\u0000ab",
        "K\u0001",
        ".",
        "X\u0006\u0000\u0000\u0000module",
        "ctorch\nFloatStorage\n",
        "\u0092"
    };

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

    private void survives(String reader, MutationCampaign.Reading reading, String... words) {
        Mutations mutations = Mutations.of(MutationCorpus.files(reader), words);
        MutationCampaign campaign = new MutationCampaign(reader, mutations, reading);
        MutationCorpus.made().forEach((name, good) -> {
            if (name.startsWith(reader + "/")) {
                campaign.readWhole(good);
            }
        });
        long refused = campaign.run();
        assertThat(refused).as("mutants that were refused").isPositive();
    }

    private MappedFile file(byte[] bytes, Arena arena) {
        MemorySegment segment = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(0));
        if (bytes.length > 0) {
            segment = arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
        }
        return new MappedFile(folder.resolve("mutant"), "", segment);
    }

    private void weights(byte[] bytes, Arena arena) {
        read(Checkpoints.weights(file(bytes, arena), arena));
    }

    /// Reads the first and the last element of every matrix, and the last byte of every tensor.
    private static void read(Checkpoint checkpoint) {
        for (Layer layer : Layers.of(checkpoint, ALL)) {
            for (Matrix matrix : layer.matrices()) {
                Widen.at(matrix, 0, 0);
                Widen.at(matrix, matrix.rows() - 1, matrix.columns() - 1);
            }
            MemorySegment data = layer.tensor().data();
            if (data.byteSize() > 0) {
                data.get(JAVA_BYTE, data.byteSize() - 1);
            }
        }
    }
}
