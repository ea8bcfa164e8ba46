package eigensweep.checkpoint;

import eigensweep.checkpoint.adapter.AdapterCorpus;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.ZipWriter;
import eigensweep.checkpoint.gguf.GgufFile;
import eigensweep.checkpoint.keras.Hdf5Fixture;
import eigensweep.checkpoint.numpy.NpyFile;
import eigensweep.checkpoint.onnx.OnnxCorpus;
import eigensweep.checkpoint.onnx.OnnxFile;
import eigensweep.checkpoint.safetensors.SafetensorsCorpus;
import eigensweep.checkpoint.torch.PickleCorpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The small good files that mutants are made of, and those mutants that a reader once failed on. They are test
/// resources, a folder a reader; [MutationCorpusTest] writes the good ones.
public final class MutationCorpus {

    private MutationCorpus() {}

    /// The files of a reader, in the order of their names.
    static List<byte[]> files(String reader) {
        try (Stream<Path> files = Files.list(folder(reader))) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(MutationCorpus::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file of a reader.
    public static byte[] file(String reader, String name) {
        return read(folder(reader).resolve(name));
    }

    static Path folder(String reader) {
        try {
            URL url = Objects.requireNonNull(MutationCorpus.class.getResource("mutants/" + reader), reader);
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the good files are, by reader and name.
    static Map<String, byte[]> made() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        made.putAll(SafetensorsCorpus.made());
        made.put("index/two-shards.json", text("""
                {"metadata": {"total_size": 152}, "weight_map":
                 {"fc.weight": "types.safetensors", "fc.bias": "types.safetensors", "w": "a.pt", "v": "a.pt"}}
                """));
        made.put("npy/fortran.npy", npy("<f4", true, "(2, 3, 2)", 48));
        made.put("npy/vector.npy", npy("<f8", false, "(3,)", 24));
        made.put("npy/version2.npy", NpyFile.of(2, NpyFile.header("|u1", false, "(2, 3)"), new byte[6]));
        made.put("npy/scalar.npy", npy("<f2", false, "()", 2));
        made.put(
                "npz/stored.npz",
                new ZipWriter().stored("w.npy", npy("<f4", false, "(4, 3)", 48)).finish());
        made.put(
                "npz/both.npz",
                new ZipWriter()
                        .stored("a/w.npy", npy("<f4", false, "(2, 3)", 24))
                        .deflated("v.npy", npy("<f8", true, "(5, 6)", 240))
                        .finish());
        made.put("gguf/model.gguf", gguf());
        made.put("gguf/version2.gguf", ggufOfVersion2());
        made.put("gguf/shard.gguf", ggufShard(1, "a.weight"));
        made.put("gguf/lora.gguf", ggufAdapter());
        made.put("onnx/initialisers.onnx", onnx());
        made.put("onnx/external.onnx", externalOnnx());
        made.putAll(OnnxCorpus.made());
        made.putAll(PickleCorpus.made());
        made.putAll(AdapterCorpus.made());
        for (String name : List.of("small-old.h5", "small-plain.h5")) {
            made.put("hdf5/" + name, Hdf5Fixture.bytes(name));
        }
        for (String name : List.of("small-new.h5", "small-plain.h5")) {
            made.put("hdf5-sealed/" + name, Hdf5Fixture.bytes(name));
        }
        made.put("keras/small.keras", Hdf5Fixture.bytes("small.keras"));
        made.put("foreign/pointer", text("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"));
        made.put("foreign/page.html", text("<!DOCTYPE html><html><head><title>404</title></head></html>"));
        made.put("foreign/manifest.json", text("[{\"weights\": [{\"name\": \"w\"}], \"paths\": [\"a-shard1\"]}]"));
        made.put("foreign/saved_model.pb", bytes("080112040a020a00120a0a080a0608011202080c"));
        made.put("foreign/model.mlmodel", bytes("080412020a00a21f060a0408011202b21f00"));
        made.put("foreign/flax_model.msgpack", bytes("81a6706172616d7381a66b65726e656cc710016162"));
        made.put("foreign/model.tflite", bytes("1c00000054464c3314002000"));
        made.put("foreign/model.tar", tar());
        made.put("hub-reference/main", text("0123456789abcdef0123456789abcdef01234567\n"));
        made.put("hub-reference/short", text("0123456"));
        made.put("hub-name/name", text("org/name@refs/pr/1"));
        made.put("hub-name/plain", text("bert-base-uncased"));
        return made;
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /// A file of five bytes, and the head of another.
    private static byte[] tar() {
        byte[] tar = new byte[1536];
        for (int at : new int[] {0, 1024}) {
            System.arraycopy(text("model.pt"), 0, tar, at, 8);
            System.arraycopy(text("00000000005"), 0, tar, at + 124, 11);
            System.arraycopy(text("ustar"), 0, tar, at + 257, 5);
        }
        return tar;
    }

    private static byte[] npy(String descr, boolean fortran, String shape, int bytes) {
        byte[] data = Arrays.copyOf(Bytes.gaussian(3, bytes), bytes);
        return NpyFile.of(1, NpyFile.header(descr, fortran, shape), data);
    }

    private static byte[] gguf() {
        return new GgufFile()
                .text("general.architecture", "llama")
                .value(
                        "tokenizer.ggml.tokens",
                        9,
                        out -> out.u32(8).u64(2).text("a").text("bc"))
                .value("tokenizer.ggml.scores", 9, out -> out.u32(6).u64(2).raw(Bytes.floats(1, 2)))
                .tensor("blk.0.attn_q.weight", GgufFile.Q8_0, new byte[136], 2, 64)
                .tensor("blk.0.ffn_up_exps.weight", 14, new byte[420], 2, 1, 256)
                .tensor("output_norm.weight", GgufFile.F32, Bytes.gaussian(5, 6), 6)
                .floats("blk.0.attn_q.scale", new float[] {2}, 1)
                .bytes();
    }

    private static byte[] ggufOfVersion2() {
        return new GgufFile(2)
                .u32("general.alignment", 32)
                .value("nested", 9, out -> out.u32(9).u64(1).u32(0).u64(1).u8(7))
                .tensor("a.weight", 1, new byte[24], 3, 4)
                .tensor("b.weight", 19, new byte[50], 1, 256)
                .info("none", 0, 0, 0, 7)
                .bytes();
    }

    /// One of two.
    static byte[] ggufShard(int number, String tensor) {
        return new GgufFile()
                .value("split.no", 2, out -> out.u8(number - 1).u8(0))
                .value("split.count", 2, out -> out.u8(2).u8(0))
                .value("split.tensors.count", 5, out -> out.u32(2))
                .tensor(tensor, GgufFile.F32, Bytes.gaussian(number, 6), 2, 3)
                .bytes();
    }

    private static byte[] ggufAdapter() {
        return new GgufFile()
                .text("general.type", "adapter")
                .text("adapter.type", "lora")
                .value("adapter.lora.alpha", 6, out -> out.raw(Bytes.floats(16)))
                .tensor("blk.0.attn_q.weight.lora_a", GgufFile.F32, Bytes.gaussian(6, 6), 2, 3)
                .tensor("blk.0.attn_q.weight.lora_b", GgufFile.F32, Bytes.gaussian(7, 8), 4, 2)
                .bytes();
    }

    private static byte[] onnx() {
        return new OnnxFile()
                .node("MatMul", "/fc/MatMul", "hidden", "onnx::MatMul_1")
                .constant("c", OnnxFile.floats("", new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(OnnxFile.floats("onnx::MatMul_1", new long[] {2, 2}, 1, 2, 3, 4))
                .initialiser(
                        OnnxFile.tensor("f16", OnnxFile.FLOAT16, new long[] {2, 1}, OnnxFile.int32Data(0x3c00, 0xc000)))
                .initialiser(OnnxFile.tensor("f64", OnnxFile.DOUBLE, new long[] {1, 2}, OnnxFile.doubleData(5, 6)))
                .bytes();
    }

    private static byte[] externalOnnx() {
        return new OnnxFile()
                .initialiser(OnnxFile.tensor(
                        "external",
                        OnnxFile.FLOAT,
                        new long[] {2, 2},
                        OnnxFile.external("location", "weights", "offset", "8", "length", "16")))
                .initialiser(OnnxFile.floats("bias", new long[] {2}, 1, 2))
                .bytes();
    }
}
