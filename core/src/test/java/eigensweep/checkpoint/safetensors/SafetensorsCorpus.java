package eigensweep.checkpoint.safetensors;

import eigensweep.checkpoint.MutationCorpus;
import eigensweep.checkpoint.file.Bytes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The safetensors files of the [MutationCorpus]: types, empty tensors, codes and codes in integers.
public final class SafetensorsCorpus {

    private SafetensorsCorpus() {}

    public static Map<String, byte[]> made() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        made.put("safetensors/types.safetensors", types());
        made.put("safetensors/empty-and-scalar.safetensors", emptyAndScalar());
        made.put("safetensors/codes.safetensors", codes());
        made.put("safetensors/packed.safetensors", packed());
        return made;
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
        byte[] state = MutationCorpus.text("{'blocksize': 64, 'shape': [2, 8]}".replace('\'', '"'));
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
}
