package eigensweep.checkpoint.onnx;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.Meaning.Use;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The constants of an ONNX model as weights: what they are, what they are called, in the order in which nodes first
/// read them. Those that no node reads come last.
///
/// A constant is what the operator says that reads it, behind whatever rearranges, casts or dequantises it. A function
/// is gone through anew for each of its calls.
final class OnnxWeights {

    /// Nodes, those of a function again for each of its calls.
    private static final int MOST_VISITS = 1 << 20;

    /// Graphs and calls within each other.
    private static final int DEEPEST = 32;

    private final MappedFile file;
    private final OnnxModel model;
    private final OnnxValues values;
    private final OnnxQuantised quantised;
    private final OnnxBlocks blocks;
    private final IdentityHashMap<Tensor, OnnxFinding> findings = new IdentityHashMap<>();
    private final List<OnnxFinding> inFile = new ArrayList<>();
    private final Set<OnnxFinding> inOrder = new LinkedHashSet<>();
    private final OnnxNames names = new OnnxNames();
    private int visits;
    private int depth;

    OnnxWeights(MappedFile file, OnnxModel model, Arena arena) {
        this.file = file;
        this.model = model;
        this.values = new OnnxValues(model.functions());
        this.quantised = new OnnxQuantised(values);
        this.blocks = new OnnxBlocks(values, arena);
    }

    /// All constants of the model.
    List<Tensor> tensors() {
        OnnxScope main = OnnxScope.of(model.graph(), "");
        find(main);
        model.functions().forEach((name, function) -> find(OnnxScope.of(function, OnnxNode.operatorOf(name))));
        walk(main);
        inOrder.addAll(inFile);
        return OnnxNames.named(inOrder);
    }

    private void find(OnnxScope scope) {
        for (Tensor constant : scope.graph().constants().values()) {
            OnnxFinding finding = new OnnxFinding(constant, scope.owner());
            findings.put(constant, finding);
            inFile.add(finding);
        }
        for (OnnxNode node : scope.graph().nodes()) {
            node.bodies().forEach(body -> find(scope.body(node, body)));
        }
    }

    /// What is found of a constant, which is read now if it never was before.
    private OnnxFinding finding(Tensor stored) {
        OnnxFinding finding = findings.computeIfAbsent(stored, unknown -> new OnnxFinding(unknown, ""));
        inOrder.add(finding);
        return finding;
    }

    private void walk(OnnxScope scope) {
        if (++depth > DEEPEST) {
            throw file.broken("has graphs and functions nested more than " + DEEPEST + " deep; refused");
        }
        for (OnnxNode node : scope.graph().nodes()) {
            if (++visits > MOST_VISITS) {
                throw file.broken("has more than " + MOST_VISITS + " nodes, its functions written out; refused");
            }
            OnnxGraph function = model.functions().get(node.function());
            if (function != null) {
                walk(scope.call(node, function));
            } else if (!OnnxValues.mayBeView(node) || values.constant(scope, node.output(0)) == null) {
                read(scope, node);
                node.bodies().forEach(body -> walk(scope.body(node, body)));
            }
        }
        depth--;
    }

    private void read(OnnxScope scope, OnnxNode node) {
        boolean[] isDone = new boolean[node.inputs().size()];
        OnnxBlocks.Scheme blocked = OnnxBlocks.scheme(node);
        if (blocked != null && blocked.weight() < isDone.length) {
            OnnxConstant weight = blocks.weight(scope, node, blocked);
            isDone[blocked.weight()] = take(scope, node, blocked.weight(), weight, blocked.use());
        }
        for (OnnxQuantised.Scheme scheme : OnnxQuantised.schemes(node)) {
            if (scheme.weight() < isDone.length) {
                OnnxConstant weight = quantised.weight(scope, node, scheme);
                isDone[scheme.weight()] = take(scope, node, scheme.weight(), weight, scheme.use());
            }
        }
        List<OnnxConstant> others = new ArrayList<>();
        for (int i = 0; i < isDone.length; i++) {
            OnnxConstant constant = isDone[i] ? null : values.constant(scope, node.input(i));
            Use use = OnnxRoles.use(node, i);
            if (constant != null) {
                take(scope, node, i, constant, OnnxRoles.sure(node, constant, use));
                others.add(constant);
            } else if (!isDone[i] && (use == Use.RECURRENT || use == Use.BUFFER || use == Use.BIAS)) {
                reordered(scope, node, i, use);
            }
        }
        refuseForeignCodes(node, others);
    }

    /// Whether there was a constant to take.
    private boolean take(OnnxScope scope, OnnxNode node, int input, @Nullable OnnxConstant constant, Use use) {
        if (constant == null) {
            return false;
        }
        OnnxFinding finding = finding(constant.stored());
        for (Tensor part : constant.parts()) {
            finding(part)
                    .is(
                            Use.PART,
                            "part of a quantised weight: scales or zero points of "
                                    + constant.stored().storedName());
        }
        OnnxNames.Given name = names.of(scope, node, input, use, constant.isCopy());
        if (name != null) {
            finding.called(name);
        }
        if (use == Use.BUFFER) {
            finding.is(use, given(node));
        } else if (constant.seen() != null) {
            finding.read(constant, use);
        } else if (OnnxRoles.isMatrix(use)
                || !constant.parts().isEmpty()
                || !constant.stored().dtype().isFloating()) {
            finding.refuse(constant.trouble());
        }
        return true;
    }

    /// Constants that a node reads through others which choose and reorder their elements: a recurrent weight whose
    /// gates are put in ONNX's order is still one.
    private void reordered(OnnxScope scope, OnnxNode node, int input, Use use) {
        for (Tensor constant : values.sources(scope, node.input(input))) {
            OnnxFinding finding = finding(constant);
            if (use == Use.BUFFER) {
                finding.is(use, given(node));
            } else if (use == Use.BIAS || constant.rank() == 2) {
                finding.is(use, "");
            }
        }
    }

    private static String given(OnnxNode node) {
        return "what " + node.operator() + " is given besides its weights, or starts from";
    }

    /// An operator of somebody's own that reads codes: what else it reads are their scales.
    private void refuseForeignCodes(OnnxNode node, List<OnnxConstant> constants) {
        boolean areCodes = constants.stream().anyMatch(OnnxQuantised::areCodes);
        if (node.domain().isEmpty() || !areCodes) {
            return;
        }
        for (OnnxConstant constant : constants) {
            if (constant.stored().rank() > 1) {
                finding(constant.stored())
                        .is(
                                Use.PART,
                                "part of what " + node.operator() + " reads, whose codes this tool does not know");
            }
        }
    }
}
