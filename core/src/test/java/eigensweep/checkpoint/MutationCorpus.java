package eigensweep.checkpoint;

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
final class MutationCorpus {

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
    static byte[] file(String reader, String name) {
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
        made.put("safetensors/types.safetensors", types());
        made.put("safetensors/empty-and-scalar.safetensors", emptyAndScalar());
        made.put("safetensors/codes.safetensors", codes());
        made.put("safetensors/packed.safetensors", packed());
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
        made.put("pickle/state-dict.pkl", stateDict());
        made.put("pickle/module.pkl", module());
        made.put("pickle/protocol4.pkl", protocol4());
        made.put("pickle/array.pkl", array());
        made.put("pickle/quantised.pkl", quantised());
        made.put("torch/stored.pt", torch());
        made.put("torch/script.pt", script());
        made.put(
                "torch/deflated.pt",
                new ZipWriter()
                        .deflated("a/data.pkl", stateDict())
                        .stored("a/data/0", new byte[400])
                        .stored("a/data/1", new byte[800])
                        .finish());
        for (String name : List.of("small-old.h5", "small-plain.h5")) {
            made.put("hdf5/" + name, Hdf5Fixture.bytes(name));
        }
        for (String name : List.of("small-new.h5", "small-plain.h5")) {
            made.put("hdf5-sealed/" + name, Hdf5Fixture.bytes(name));
        }
        made.put("keras/small.keras", Hdf5Fixture.bytes("small.keras"));
        made.put(
                "torch-legacy/state-dict.pth",
                new TorchLegacyWriter(stateDictWriter())
                        .storage("1", 400, new byte[800])
                        .storage("0", 100, new byte[400])
                        .bytes());
        made.put(
                "torch-legacy/view.pth",
                new TorchLegacyWriter(viewedWriter())
                        .storage("7", 12, new byte[48])
                        .bytes());
        made.put("foreign/pointer", text("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"));
        made.put("foreign/page.html", text("<!DOCTYPE html><html><head><title>404</title></head></html>"));
        made.put("foreign/manifest.json", text("[{\"weights\": [{\"name\": \"w\"}], \"paths\": [\"a-shard1\"]}]"));
        made.put("foreign/saved_model.pb", bytes("080112040a020a00120a0a080a0608011202080c"));
        made.put("foreign/model.mlmodel", bytes("080412020a00a21f060a0408011202b21f00"));
        made.put("foreign/flax_model.msgpack", bytes("81a6706172616d7381a66b65726e656cc710016162"));
        made.put("foreign/model.tflite", bytes("1c00000054464c3314002000"));
        made.put("foreign/model.tar", tar());
        made.put("lora/adapter.safetensors", lora("encoder.query.lora_"));
        made.put("lora/embedding.safetensors", lora("embed.lora_embedding_"));
        made.put("lora/kohya.safetensors", kohya());
        made.put("lora/lycoris.safetensors", lycoris());
        made.put("lora/dora.safetensors", dora());
        made.put("lora/experts.safetensors", experts());
        made.put("lora-header/diffusers.safetensors", loraHeader());
        made.put(
                "lora-config/adapter_config.json",
                text("{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 16,"
                        + " \"use_rslora\": false, \"fan_in_fan_out\": false, \"rank_pattern\": {},"
                        + " \"alpha_pattern\": {\"query\": 8, \"layer.1.key\": 4.5},"
                        + " \"target_modules\": [\"query\", \"key\"], \"target_parameters\": [\"experts.up\"]}"));
        made.put(
                "lora-config/patterns.json",
                text("{\"r\": 8, \"lora_alpha\": 4, \"init_lora_weights\": \"pissa\","
                        + " \"rank_pattern\": {\"^encoder.(query|key)\": 2, \"layers\\\\.\\\\d+.*\": 3},"
                        + " \"alpha_pattern\": {\"[qk]uery\": 1.5}}"));
        made.put(
                "lora-config/mlx.json",
                text("{\"fine_tune_type\": \"dora\","
                        + " \"lora_parameters\": {\"rank\": 2, \"scale\": 20.0, \"keys\": [\"query\"]}}"));
        made.put(
                "lora-config/rslora.json",
                text("{\"lora_alpha\": 8.0, \"use_rslora\": true, \"use_dora\": true,"
                        + " \"fan_in_fan_out\": true, \"layers_pattern\": null}"));
        made.put("hub-reference/main", text("0123456789abcdef0123456789abcdef01234567\n"));
        made.put("hub-reference/short", text("0123456"));
        made.put("hub-name/name", text("org/name@refs/pr/1"));
        made.put("hub-name/plain", text("bert-base-uncased"));
        return made;
    }

    private static byte[] text(String text) {
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

    private static byte[] types() {
        return SafetensorsFile.of(
                Bytes.gaussian(1, 38),
                "\"__metadata__\":{\"format\":\"pt\"}",
                SafetensorsFile.entry("fc.weight", "F32", "[2,3]", 0, 24),
                SafetensorsFile.entry("conv.weight", "BF16", "[3,2,2,2]", 24, 72),
                SafetensorsFile.entry("fc.bias", "F64", "[9]", 72, 144),
                SafetensorsFile.entry("codes", "F8_E4M3", "[2,4]", 144, 152));
    }

    private static byte[] emptyAndScalar() {
        return SafetensorsFile.of(
                Bytes.gaussian(2, 3),
                SafetensorsFile.entry("none", "F32", "[0,7]", 0, 0),
                SafetensorsFile.entry("scalar", "F32", "[]", 0, 4),
                SafetensorsFile.entry("one", "F32", "[1,1]", 4, 8),
                SafetensorsFile.entry("half.weight", "F16", "[2,1]", 8, 12));
    }

    private static byte[] codes() {
        return SafetensorsFile.of(
                new byte[12],
                SafetensorsFile.entry("q.weight", "F4", "[2,4]", 0, 4),
                SafetensorsFile.entry("q.weight_scale", "F8_E8M0", "[2,1]", 4, 6),
                SafetensorsFile.entry("flags", "BOOL", "[6]", 6, 12));
    }

    /// Codes in integers: of GPTQ, of compressed-tensors, of bitsandbytes.
    private static byte[] packed() {
        byte[] state = text("{'blocksize': 64, 'shape': [2, 8]}".replace('\'', '"'));
        byte[] data = Arrays.copyOf(Bytes.gaussian(6, 60), 240);
        Arrays.fill(data, 56, 88, (byte) 0); // The only group.
        data[108] = 2; // The shape 2 x 8.
        Arrays.fill(data, 109, 116, (byte) 0);
        data[116] = 8;
        Arrays.fill(data, 117, 124, (byte) 0);
        byte[] all = Arrays.copyOf(data, 200 + state.length);
        System.arraycopy(state, 0, all, 200, state.length);
        return SafetensorsFile.of(
                all,
                SafetensorsFile.entry("g.qweight", "I32", "[1,8]", 0, 32),
                SafetensorsFile.entry("g.qzeros", "I32", "[1,1]", 32, 36),
                SafetensorsFile.entry("g.scales", "F16", "[1,8]", 36, 52),
                SafetensorsFile.entry("c.weight_zero_point", "I32", "[1,1]", 52, 56),
                SafetensorsFile.entry("g.g_idx", "I32", "[8]", 56, 88),
                SafetensorsFile.entry("c.weight_packed", "I32", "[2,1]", 88, 96),
                SafetensorsFile.entry("c.weight_scale", "F32", "[2,1]", 96, 104),
                SafetensorsFile.entry("b.weight.absmax", "F32", "[1]", 104, 108),
                SafetensorsFile.entry("c.weight_shape", "I64", "[2]", 108, 124),
                SafetensorsFile.entry("b.weight", "U8", "[8,1]", 124, 132),
                SafetensorsFile.entry("b.weight.quant_map", "F32", "[16]", 132, 196),
                SafetensorsFile.entry("rest", "F32", "[1]", 196, 200),
                SafetensorsFile.entry(
                        "b.weight.quant_state.bitsandbytes__nf4", "U8", "[" + state.length + "]", 200, all.length));
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

    private static byte[] stateDict() {
        return stateDictWriter().stop();
    }

    private static PickleWriter stateDictWriter() {
        PickleWriter pickle = PickleWriter.start()
                .op('}', 'q', 0, '(')
                .text("state_dict")
                .op('}')
                .text("w");
        pickle.tensor("Float", "0", 100, 4, new long[] {8, 12}, 1, 8).op('s');
        pickle.text("k").tensor("BFloat16", "1", 400, 0, new long[] {4, 4, 5, 5}, 100, 25, 5, 1);
        return pickle.op('s').text("epoch").op('K', 3, 'u');
    }

    /// A module with its source, and a view of a storage.
    private static PickleWriter viewedWriter() {
        PickleWriter pickle = PickleWriter.start().op('(').text("module").global("research", "Net");
        pickle.text("net.py").text("pass").op('t', 'Q', ')', 0x81, '}');
        pickle.text("w").global("torch._utils", "_rebuild_tensor").op('(', '(').text("storage");
        pickle.global("torch", "FloatStorage").text("7").text("cpu").number(12);
        pickle.op('(').text("8").number(4).number(6).op('t', 't', 'Q');
        return pickle.number(0).tuple(3, 2).tuple(2, 1).op('t', 'R', 's', 'b');
    }

    private static byte[] module() {
        PickleWriter pickle = PickleWriter.start()
                .global("research.models", "Net")
                .op('q', 1, ')', 0x81, 'q', 2, '}', '(')
                .text("_parameters")
                .op('}');
        pickle.text("p").matrix("0", 10, 10).op('q', 3, 's').text("_buffers").op('}');
        pickle.text("b").op('h', 3, 's').text("_modules").op('}', '(').text("c").op('h', 1, ')', 0x81, '}');
        return pickle.text("x").op('h', 3, 's', 'b', 'u', 'u', 'b').stop();
    }

    private static byte[] protocol4() {
        PickleWriter pickle = new PickleWriter().op(0x80, 4, 0x95).u8(200).op(']', 0x94, '(');
        pickle.text("torch._utils").text("_rebuild_tensor_v2").op(0x93, 0x94, '(');
        pickle.storage("Half", "1", 40).number(1).tuple(3, 4).tuple(4, 1).op(0x88);
        pickle.text("collections").text("OrderedDict").op(0x93, 0x94, ')', 'R', 't', 'R', 0x94);
        return pickle.op('C', 2, 7, 7, 'G').u8(0).op('N', 0x89, 'e').stop();
    }

    /// A NumPy array of two float32 numbers, as protocol 2 writes it, beside an empty tuple.
    private static byte[] array() {
        PickleWriter pickle =
                PickleWriter.start().op('}', '(').text("a").global("numpy._core.multiarray", "_reconstruct");
        pickle.global("numpy", "ndarray")
                .op('K', 0, 0x85)
                .global("_codecs", "encode")
                .op('q', 5);
        pickle.text("b").text("latin1").op(0x86, 'R', 0x87, 'R', '(', 'K', 1, 'K', 2, 'K', 1, 0x86);
        pickle.global("numpy", "dtype")
                .text("f4")
                .op(0x89, 0x88, 0x87, 'R', '(', 'K', 3)
                .text("<");
        pickle.op('N', 'N', 'N').number(-1).number(-1).op('K', 0, 't', 'b', 0x89, 'h', 5);
        pickle.text("\u0000\u0000\u00c0?\u0000\u0000\u00c0?").text("latin1").op(0x86, 'R', 't', 'b');
        return pickle.text("none").op(')', 'u').stop();
    }

    private static byte[] torch() {
        return ZipWriter.torch(stateDict())
                .stored("archive/byteorder", "little")
                .stored("archive/data/0", new byte[400])
                .stored("archive/data/1", new byte[800])
                .finish();
    }

    /// Codes with one scale, and codes with one a column.
    private static byte[] quantised() {
        PickleWriter pickle = PickleWriter.start().op('}', '(').text("one").global("torch._utils", "_rebuild_qtensor");
        pickle.op('q', 1, '(').storage("QInt8", "0", 12).number(0).tuple(3, 4).tuple(4, 1);
        pickle.global("torch", "per_tensor_affine").op('G').u8(0xa03f).number(3).op(0x87, 0x89, 'N', 't', 'R');
        pickle.text("columns")
                .op('h', 1, '(')
                .storage("QUInt8", "1", 12)
                .number(0)
                .tuple(3, 4)
                .tuple(1, 3);
        pickle.op('(').global("torch", "per_channel_affine").tensor("Double", "0", 8, 0, new long[] {4}, 1);
        pickle.tensor("Long", "1", 8, 2, new long[] {4}, 1).number(1).op('t', 0x89, 'N', 't', 'R');
        pickle.text("negated")
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage("Float", "0", 8);
        pickle.number(1).tuple(2, 3).tuple(3, 1).op(0x89, 'N', '}').text("neg").op(0x88, 's', 't', 'R');
        return pickle.op('u').stop();
    }

    private static byte[] script() {
        PickleWriter pickle =
                PickleWriter.start().global("__torch__.research", "Net").op(')', 0x81, '}', '(');
        pickle.text("weight").matrix("0", 4, 5).text("mask").matrix("1", 4, 4);
        return ZipWriter.torch(pickle.op('u', 'b').stop())
                .stored("archive/data/0", new byte[80])
                .stored("archive/data/1", new byte[64])
                .stored("archive/code/__torch__/research.py", """
                        class Net(Module):
                          __parameters__ = ["weight", ]
                          __buffers__ = ["mask", ]
                        """)
                .stored(
                        "archive/constants.pkl",
                        PickleWriter.start().op('(').matrix("2", 3, 3).op('t').stop())
                .stored("archive/constants/2", new byte[36])
                .finish();
    }

    private static byte[] lora(String kind) {
        String module = "base_model.model." + kind;
        return SafetensorsFile.of(
                Bytes.gaussian(4, 24),
                SafetensorsFile.entry(module + "A.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry(module + "B.weight", "F32", "[4,2]", 40, 72),
                SafetensorsFile.entry("base_model.model.head.weight", "F32", "[2,3]", 72, 96));
    }

    private static byte[] kohya() {
        String module = "lora_unet_encoder_query.";
        return SafetensorsFile.of(
                Bytes.gaussian(5, 23),
                SafetensorsFile.entry(module + "lora_down.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry(module + "lora_mid.weight", "F32", "[2,2,1]", 40, 56),
                SafetensorsFile.entry(module + "lora_up.weight", "F32", "[4,2,1]", 56, 88),
                SafetensorsFile.entry(module + "alpha", "F32", "[]", 88, 92));
    }

    private static byte[] lycoris() {
        String module = "encoder.query.hada_";
        return SafetensorsFile.of(
                Bytes.gaussian(6, 48),
                SafetensorsFile.entry(module + "w1_a", "F32", "[4,2]", 0, 32),
                SafetensorsFile.entry(module + "w1_b", "F32", "[2,5]", 32, 72),
                SafetensorsFile.entry(module + "w2_a", "F32", "[4,2]", 72, 104),
                SafetensorsFile.entry(module + "w2_b", "F32", "[2,5]", 104, 144),
                SafetensorsFile.entry("embed.lokr_w1", "F32", "[5,1]", 144, 164),
                SafetensorsFile.entry("embed.lokr_w2_a", "F32", "[1,2]", 164, 172),
                SafetensorsFile.entry("embed.lokr_w2_b", "BF16", "[2,4]", 172, 188),
                SafetensorsFile.entry("embed.alpha", "F32", "[1]", 188, 192));
    }

    private static byte[] dora() {
        String module = "base_model.model.encoder.query.";
        return SafetensorsFile.of(
                Bytes.gaussian(7, 26),
                SafetensorsFile.entry(module + "lora_A.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry(module + "lora_B.weight", "F32", "[4,2]", 40, 72),
                SafetensorsFile.entry(module + "lora_B.bias", "F32", "[4]", 72, 88),
                SafetensorsFile.entry(module + "lora_magnitude_vector", "F32", "[4]", 88, 104));
    }

    private static byte[] experts() {
        String module = "base_model.model.moe.experts.";
        return SafetensorsFile.of(
                Bytes.gaussian(8, 20),
                SafetensorsFile.entry(module + "lora_A.weight", "F32", "[4,3]", 0, 48),
                SafetensorsFile.entry(module + "lora_B.weight", "F32", "[2,4]", 48, 80));
    }

    private static byte[] loraHeader() {
        return SafetensorsFile.of(
                Bytes.gaussian(9, 18),
                "\"__metadata__\":{\"lora_adapter_metadata\":\"{\\\"unet.r\\\": 2, \\\"unet.lora_alpha\\\": 4.5,"
                        + " \\\"unet.alpha_pattern\\\": {\\\"to_[qk]\\\": 3}}\",\"ss_network_dim\":\"2\","
                        + "\"ss_network_alpha\":\"1.0\"}",
                SafetensorsFile.entry("unet.to_q.lora.down.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry("unet.to_q.lora.up.weight", "F32", "[4,2]", 40, 72));
    }
}
