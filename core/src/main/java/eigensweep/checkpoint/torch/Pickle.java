package eigensweep.checkpoint.torch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.torch.Pickled.Dict;
import eigensweep.checkpoint.torch.Pickled.Global;
import eigensweep.checkpoint.torch.Pickled.Instance;
import eigensweep.checkpoint.torch.Pickled.Nothing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The stack machine of Python's pickle format, of which only those instructions are known that build containers.
///
/// Nothing is imported, called or instantiated: a class or function is its name, and what a call of it means is for
/// the [Vocabulary] to say, which refuses whatever is not on its list. Instructions, stack and memo are bounded, and
/// nothing here recurses, so a hostile pickle takes bounded time and memory. Opcodes are those of CPython's
/// `pickletools.py`.
public final class Pickle {

    /// A tensor takes about 40. With the objects they make, this many fit in a quarter of a gigabyte.
    private static final int MOST_INSTRUCTIONS = 4_000_000;

    private static final int MOST_MEMOS = 1 << 21;
    private static final int HIGHEST_PROTOCOL = 5;

    /// What the names in a pickle mean.
    interface Vocabulary {

        /// A class or function is named.
        void name(Global global);

        /// The result of a call.
        Object call(Global function, List<Object> arguments);

        /// A new object of a class, made without calling its constructor.
        Object instance(Global type, List<Object> arguments);

        /// Gives an object its state.
        void build(Object target, Object state);

        /// What the archive holds beside the pickle under this identifier.
        Object load(Object identifier);
    }

    private final PickleBytes in;
    private final Vocabulary vocabulary;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    private Pickle(PickleBytes in, Vocabulary vocabulary) {
        this.in = in;
        this.vocabulary = vocabulary;
    }

    /// Whether bytes begin like a pickle of protocol 2 or later.
    public static boolean looksLike(MappedFile file) {
        return file.size() > 2
                && file.bytes().get(JAVA_BYTE, 0) == (byte) 0x80
                && file.bytes().get(JAVA_BYTE, 1) >= 2
                && file.bytes().get(JAVA_BYTE, 1) <= HIGHEST_PROTOCOL;
    }

    /// Reads the one object of a pickle, up to its last byte and no further.
    ///
    /// @throws CheckpointException if it is broken, too large, or names what it must not
    static Object read(PickleBytes in, Vocabulary vocabulary) {
        Pickle pickle = new Pickle(in, vocabulary);
        for (int count = 0; count < MOST_INSTRUCTIONS; count++) {
            int opcode = pickle.in.opcode();
            if (opcode == '.') { // STOP
                return pickle.pop();
            }
            if (!pickle.container(opcode) && !pickle.scalar(opcode) && !pickle.object(opcode)) {
                throw pickle.in.broken(
                        String.format(Locale.ROOT, "has opcode 0x%02x, which PyTorch never writes; refused", opcode));
            }
        }
        throw pickle.in.broken("has more than " + MOST_INSTRUCTIONS + " instructions; refused");
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case '(' -> marks.add(stack.size()); // MARK
            case ')', ']', 0x8f -> stack.add(new ArrayList<>(0)); // EMPTY_TUPLE, EMPTY_LIST, EMPTY_SET
            case '}' -> stack.add(new Dict()); // EMPTY_DICT
            case 't', 'l', 0x91 -> stack.add(popToMark()); // TUPLE, LIST, FROZENSET
            case 0x85, 0x86, 0x87 -> stack.add(pop(opcode - 0x84)); // TUPLE1, TUPLE2, TUPLE3
            case 'd' -> stack.add(dict(popToMark())); // DICT
            case 'a' -> addAll(pop(1)); // APPEND
            case 'e', 0x90 -> addAll(popToMark()); // APPENDS, ADDITEMS
            case 's' -> putAll(pop(2)); // SETITEM
            case 'u' -> putAll(popToMark()); // SETITEMS
            case '0' -> pop(); // POP
            case '1' -> popToMark(); // POP_MARK
            case '2' -> stack.add(top()); // DUP
            case 'h' -> stack.add(recall(in.u1())); // BINGET
            case 'j' -> stack.add(recall(in.u4())); // LONG_BINGET
            case 'q' -> memoize(in.u1()); // BINPUT
            case 'r' -> memoize(in.u4()); // LONG_BINPUT
            case 0x94 -> memoize(memo.size()); // MEMOIZE
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean scalar(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(in.u1()); // PROTO
            case 0x95 -> in.take(Long.BYTES); // FRAME
            case 'N' -> stack.add(Nothing.NONE); // NONE
            case 0x88 -> stack.add(true); // NEWTRUE
            case 0x89 -> stack.add(false); // NEWFALSE
            case 'K' -> stack.add((long) in.u1()); // BININT1
            case 'M' -> stack.add((long) in.u2()); // BININT2
            case 'J' -> stack.add((long) (int) in.u4()); // BININT
            case 0x8a -> stack.add(in.integer(in.u1())); // LONG1
            case 0x8b -> stack.add(in.integer(in.u4())); // LONG4
            case 'G' -> stack.add(in.f8()); // BINFLOAT
            case 'X' -> stack.add(in.text(in.u4())); // BINUNICODE
            case 0x8c -> stack.add(in.text(in.u1())); // SHORT_BINUNICODE
            case 0x8d -> stack.add(in.text(in.u8())); // BINUNICODE8
            case 'T' -> stack.add(in.text(in.u4())); // BINSTRING
            case 'U' -> stack.add(in.text(in.u1())); // SHORT_BINSTRING
            case 'B' -> stack.add(in.bytes(in.u4())); // BINBYTES
            case 'C' -> stack.add(in.bytes(in.u1())); // SHORT_BINBYTES
            case 0x8e, 0x96 -> stack.add(in.bytes(in.u8())); // BINBYTES8, BYTEARRAY8
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int opcode) {
        switch (opcode) {
            case 'c' -> name(in.line(), in.line()); // GLOBAL
            case 0x93 -> { // STACK_GLOBAL
                List<Object> names = pop(2);
                name(names.get(0), names.get(1));
            }
            case 'R' -> { // REDUCE
                List<Object> call = pop(2);
                stack.add(vocabulary.call(global(call.get(0)), list(call.get(1))));
            }
            case 0x81 -> { // NEWOBJ
                List<Object> call = pop(2);
                stack.add(vocabulary.instance(global(call.get(0)), list(call.get(1))));
            }
            case 0x92 -> { // NEWOBJ_EX: arguments by place and by name
                List<Object> call = pop(3);
                stack.add(vocabulary.instance(global(call.get(0)), call.subList(1, 3)));
            }
            case 'b' -> { // BUILD
                Object state = pop();
                vocabulary.build(top(), state);
            }
            case 'Q' -> stack.add(vocabulary.load(pop())); // BINPERSID
            default -> {
                return false;
            }
        }
        return true;
    }

    private void name(Object module, Object name) {
        if (!(module instanceof String inModule) || !(name instanceof String named)) {
            throw in.broken("names a class by something that is no text");
        }
        if (inModule.length() > PickleBytes.LONGEST_LINE || named.length() > PickleBytes.LONGEST_LINE) {
            throw in.broken("names a class by more than " + PickleBytes.LONGEST_LINE + " characters");
        }
        Global global = new Global(inModule, named);
        vocabulary.name(global);
        stack.add(global);
    }

    private Global global(Object value) {
        if (value instanceof Global global) {
            return global;
        }
        throw in.broken("calls something that is no function");
    }

    @SuppressWarnings("unchecked") // every list here is one of objects
    private List<Object> list(Object value) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw in.broken("has something else where a tuple is expected");
    }

    private Dict dict(List<Object> items) {
        Dict dict = new Dict();
        putAll(dict, items);
        return dict;
    }

    private void addAll(List<Object> elements) {
        switch (top()) {
            case List<?> list -> list(list).addAll(elements);
            case Instance instance -> instance.elements().addAll(elements);
            default -> throw in.broken("appends to something that is no list");
        }
    }

    private void putAll(List<Object> items) {
        switch (top()) {
            case Dict dict -> putAll(dict, items);
            case Instance instance -> putAll(instance.items(), items);
            case Nothing nothing -> {}
            default -> throw in.broken("sets items of something that is no dictionary");
        }
    }

    private void putAll(Dict dict, List<Object> items) {
        if (items.size() % 2 != 0) {
            throw in.broken("sets a key without a value");
        }
        dict.items().addAll(items);
    }

    private Object recall(long key) {
        Object value = memo.get(key);
        if (value == null) {
            throw in.broken("recalls memo " + key + ", which was never stored");
        }
        return value;
    }

    private void memoize(long key) {
        memo.put(key, top());
        if (memo.size() > MOST_MEMOS) {
            throw in.broken("stores more than " + MOST_MEMOS + " memos; refused");
        }
    }

    /// How many values are below the last mark: those may not be popped.
    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private Object top() {
        if (stack.size() <= floor()) {
            throw in.broken("needs a value that is not on the stack");
        }
        return stack.getLast();
    }

    private Object pop() {
        Object top = top();
        stack.removeLast();
        return top;
    }

    private List<Object> pop(int count) {
        if (stack.size() - count < floor()) {
            throw in.broken("needs " + count + " values that are not on the stack");
        }
        return cut(stack.size() - count);
    }

    private List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw in.broken("closes what was never opened");
        }
        return cut(marks.removeLast());
    }

    private List<Object> cut(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        List<Object> values = new ArrayList<>(tail);
        tail.clear();
        return values;
    }

    private void protocol(int version) {
        if (version < 2 || version > HIGHEST_PROTOCOL) {
            throw in.broken("has pickle protocol " + version + "; 2 to " + HIGHEST_PROTOCOL + " are known");
        }
    }
}
