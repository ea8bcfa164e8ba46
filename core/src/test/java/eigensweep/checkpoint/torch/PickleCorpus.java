package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.ZipWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the [eigensweep.checkpoint.MutationCorpus] has of PyTorch: pickles alone, in archives, and in files from before
/// 1.6.
public final class PickleCorpus {

    private PickleCorpus() {}

    public static Map<String, byte[]> made() {
        Map<String, byte[]> made = new LinkedHashMap<>();
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
        return made;
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
}
