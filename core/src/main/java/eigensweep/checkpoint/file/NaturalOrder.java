package eigensweep.checkpoint.file;

import eigensweep.tensor.Tensor;
import java.util.Comparator;
import java.util.List;

/// The order of names in which `layer.2` comes before `layer.10`: that of the model, where a file has lost it. The
/// safetensors library sorts tensors by type and then as texts, and so do the writers of shards' indexes.
public final class NaturalOrder {

    private NaturalOrder() {}

    /// The tensors in natural order if the widest types come first and each run of one type is sorted as texts are;
    /// else as they come.
    public static List<Tensor> of(List<Tensor> tensors) {
        for (int i = 1; i < tensors.size(); i++) {
            Tensor before = tensors.get(i - 1);
            Tensor after = tensors.get(i);
            boolean sameType = before.dtype() == after.dtype();
            if (sameType
                    ? before.name().compareTo(after.name()) > 0
                    : before.dtype().bits() < after.dtype().bits()) {
                return tensors;
            }
        }
        return tensors.stream()
                .sorted(Comparator.comparing(Tensor::name, NaturalOrder::compare))
                .toList();
    }

    /// Compares names part by part, digits by the number they make.
    static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = digits(a, i);
            int endB = digits(b, j);
            int order;
            if (endA > i && endB > j) {
                order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
                i = endA;
                j = endB;
            } else {
                order = Character.compare(a.charAt(i++), b.charAt(j++));
            }
            if (order != 0) {
                return order;
            }
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int compareNumbers(String a, String b) {
        String x = a.replaceFirst("^0+(?=.)", "");
        String y = b.replaceFirst("^0+(?=.)", "");
        int longer = Integer.compare(x.length(), y.length());
        return longer != 0 ? longer : x.compareTo(y);
    }
}
