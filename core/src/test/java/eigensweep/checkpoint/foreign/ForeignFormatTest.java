package eigensweep.checkpoint.foreign;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.onnx.OnnxFile;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are not read say what they are, and which command makes something of them that is. The first bytes are
/// those of files that the formats' own libraries wrote (tensorflow 2.21, flax 0.12, openvino 2026.4, coremltools 9,
/// paddle 3.3), with which the commands were tried.
class ForeignFormatTest {

    @TempDir
    private Path folder;

    private void refused(String name, byte[] content, String... says) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Neighbours.folderOf(file));
        Opened.assertRefused(Files.write(file, content), says);
    }

    private void refused(String name, String text, String... says) throws IOException {
        refused(name, text.getBytes(StandardCharsets.UTF_8), says);
    }

    @ParameterizedTest
    @CsvSource({
        "m.tflite, 1c00000054464c3314002000, TensorFlow Lite, tf2onnx.convert --tflite",
        "m.ort, 200000004f52544d00000000, ONNX Runtime's own, made from",
        "m.bin, 6c6d676701000000, before GGUF, convert_llama_ggml_to_gguf.py",
        "m.bin, 746a676703000000, before GGUF, convert_llama_ggml_to_gguf.py",
        "m.engine, 6674727400000000, TensorRT, made from",
        "m.pdiparams, 0000000000000000000000000000000004000000080510080000, Paddle, paddle.jit.load",
        "m.mat, 4d41544c414220352e30204d41542d66696c65, MATLAB, scipy.io.loadmat",
        "t.parquet, 5041523115041500, Parquet, holds data",
        "m.zst, 28b52ffd04000000, zstd, zstd -d",
        "m.xz, fd377a585a000004, xz, xz -dk",
        "m.bz2, 425a683931415926, bzip2, bzip2 -dk",
        "m.lz4, 04224d186440a700, lz4, lz4 -d",
        "m.7z, 377abcaf271c0004, 7-Zip, 7z x",
        "m.rar, 526172211a070100, RAR, unrar x",
        "model.msgpack, 81a6706172616d7382a564656e736582, Flax, msgpack_restore",
        "p.pdparams, 80049502000000000000007d942e, Python pickle, where you trust it",
        "saved_model.pb, 080112040a020a00, saved_model.pb, FOLDER/variables/variables",
        "frozen.pb, 0a030a01780a030a0179220308aa13, TensorFlow graph, tf2onnx.convert --graphdef",
        "m.mlmodel, 080412020a00a21f020a00, Core ML, coremltools"
    })
    void aMagicSaysWhatItIs(String name, String hex, String what, String remedy) throws IOException {
        byte[] content = HexFormat.of().parseHex(hex);
        refused(name, name.endsWith(".pb") || name.startsWith("m.mlmodel") ? content : padded(content), what, remedy);
    }

    private static byte[] padded(byte[] content) {
        return Arrays.copyOf(content, content.length + 100);
    }

    /// With the magic number of LevelDB's tables at its end.
    @Test
    void aTensorFlowCheckpointIsAnIndexAndItsData() throws IOException {
        byte[] index = Arrays.copyOf(HexFormat.of().parseHex("00000608011a0208"), 300);
        ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN).putLong(292, 0xdb4775248b80fb57L);
        refused("model.ckpt.index", index, "index of a TensorFlow checkpoint", "tf.train.load_checkpoint");
        refused(
                "model.ckpt.data-00000-of-00001",
                Bytes.gaussian(1, 96),
                "data of a TensorFlow checkpoint",
                "model.ckpt");
        Opened.assertRefused(folder, "model.ckpt.data-00000-of-00001 is the data of a TensorFlow checkpoint");
    }

    @Test
    void rawNumbersAreExplainedByWhatLiesBesideThem() throws IOException {
        Files.writeString(folder.resolve("ov.xml"), "<?xml version=\"1.0\"?>\n<net name=\"m\">\n\t<layers>\n</net>");
        refused("ov.bin", Bytes.gaussian(1, 96), "weights of a model of OpenVINO", "read_model(f)", "ov.xml");
        Opened.assertRefused(folder.resolve("ov.xml"), "a model of OpenVINO");
        Files.delete(folder.resolve("ov.xml"));
        Files.delete(folder.resolve("ov.bin"));
        Files.writeString(
                folder.resolve("model.json"), "{\"modelTopology\": {}, \"weightsManifest\": [{\"paths\": []}]}");
        refused("group1-shard1of1.bin", Bytes.gaussian(1, 96), "part of a model of TensorFlow.js");
        Opened.assertRefused(folder.resolve("model.json"), "a model of TensorFlow.js", "json.load(open('model.json'))");
        Opened.assertRefused(folder, "holds no model that is read", "TensorFlow.js");
        refused("__0_0.distcp", Bytes.gaussian(1, 96), "torch.distributed", "dcp_to_torch FOLDER OUT.pt");
    }

    /// A model of TensorFlow.js of which one file was fetched, in each of the ways that its converter names them.
    @Test
    void aPartOfAModelOfTensorFlowJsIsKnownAlone() throws IOException {
        for (String name : new String[] {"group1-shard1of1.bin", "weights-shard2of12.bin", "g-shard1of3"}) {
            refused(
                    name,
                    Bytes.gaussian(1, 96),
                    "part of a model of TensorFlow.js by its name",
                    "fetch the model.json");
            Opened.assertRefused(folder, "holds no model that is read: " + name + " is a part of", "TensorFlow.js");
            Files.delete(folder.resolve(name));
        }
        refused("shard1.bin", Bytes.gaussian(1, 96), "in no format this tool knows");
        Files.delete(folder.resolve("shard1.bin"));
        byte[] model = SafetensorsFile.matrix(1, 2, 1, 2);
        Checkpoints.open(Files.write(folder.resolve("m-shard1of1.bin"), model)).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers-model", "graph-model"})
    void aModelOfTensorFlowJsSaysWhatItIs(String format) throws IOException {
        refused(
                "model.json",
                "{\"format\": \"" + format + "\", \"generatedBy\": \"2.16.1\", \"signature\": {}}",
                "a model of TensorFlow.js",
                "json.load(open('model.json'))");
    }

    private static byte[] tar(String... names) {
        byte[] tar = new byte[1024 * names.length + 1024];
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i].getBytes(StandardCharsets.UTF_8);
            System.arraycopy(name, 0, tar, 1024 * i, name.length);
            byte[] size = "00000000005".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(size, 0, tar, 1024 * i + 124, size.length);
            System.arraycopy("ustar".getBytes(StandardCharsets.UTF_8), 0, tar, 1024 * i + 257, 5);
        }
        return tar;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    @Test
    void archivesSayWhatIsInThem() throws IOException {
        refused(
                "m.nemo",
                tar("./model_config.yaml", "./model_weights.ckpt"),
                "is a tar archive (./model_weights.ckpt, ./model_config.yaml)",
                "tar -xf FILE ./model_weights.ckpt");
        refused("old.pth", tar("sys_info", "pickle", "storages", "tensors"), "oldest format", "map_location='cpu'");
        refused("m.tar.gz", gzip(tar("a")), "tar.gz", "tar -xzf FILE");
        refused("m.npy.gz", gzip(new byte[600]), "packed by gzip", "gunzip -k FILE");
        refused("m.gz", Arrays.copyOf(gzip(new byte[600]), 15), "packed by gzip");
        refused("m.zip", new ZipWriter().stored("sub/model.pt", "x").finish(), "it has sub/model.pt", "unzip FILE");
        refused("e.zip", new ZipWriter().stored("sub/", "").finish(), "nothing in it");
        refused(
                "m.pt2",
                new ZipWriter().stored("m/models/model.json", "{}").finish(),
                "torch.export",
                "torch.export.load(f).state_dict");
        refused(
                "m.package",
                new ZipWriter().stored("m/.data/extern_modules", "").finish(),
                "torch.package");
    }

    /// A tar archive that lies about sizes, or has no end, is read no further than it goes.
    @ParameterizedTest
    @ValueSource(strings = {"77777777777", "8", "-1", "", "zzz"})
    void aBrokenTarArchiveIsStillOne(String size) throws IOException {
        byte[] tar = tar("a", "b");
        Arrays.fill(tar, 124, 136, (byte) 0);
        System.arraycopy(size.getBytes(StandardCharsets.UTF_8), 0, tar, 124, size.length());
        refused("m.tar", tar, "is a tar archive");
    }

    @Test
    void whatStandsForAFileSaysHowToFetchIt() throws IOException {
        String pointer =
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 90868376\n";
        for (String name : new String[] {"model.safetensors", "pytorch_model.bin", "model.onnx", "m.index.json"}) {
            refused(name, pointer, "Git LFS pointer", "its 90868376 bytes were not fetched", "git lfs pull");
        }
        refused("m.bin", "/annex/objects/SHA256E-s90868376--abc.bin\n", "git-annex pointer", "git annex get");
        refused(
                "page.safetensors",
                "<!DOCTYPE html><html><head><title>404</title></head></html>",
                "an HTML page (404)",
                "hf download");
        refused(
                "error.bin",
                "{\"error\": \"Repository not found\"}",
                "JSON text",
                "Repository not found",
                "hf download");
        refused("error.onnx", "Entry not found", "is text (Entry not found)", "hf download");
        refused("zero.pt", new byte[4096], "begins with 512 zero bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "partial", "incomplete", "crdownload", "download", "aria2"})
    void anUnfinishedDownloadIsNamed(String ending) throws IOException {
        byte[] whole = SafetensorsFile.matrix(1, 2, 1, 2);
        refused("m.safetensors." + ending, whole, "unfinished download", "rename it to m.safetensors if it is whole");
        Opened.assertRefused(folder, "holds the unfinished download m.safetensors." + ending);
    }

    /// Whatever begins like a format that is read is read, even where it could be text.
    @Test
    void nothingThatIsReadIsTakenForSomethingElse() throws IOException {
        String entry = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}";
        byte[] header = (entry + " ".repeat('{' - entry.length())).getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong('{')
                .array();
        Path file = Files.write(folder.resolve("m"), Bytes.join(length, header, new byte[4]));
        Checkpoints.open(file).close();
        byte[] onnx = new OnnxFile()
                .initialiser(OnnxFile.floats("w", new long[] {1, 1}, 1))
                .bytes();
        Checkpoints.open(Files.write(folder.resolve("m.pb"), onnx)).close();
    }
}
