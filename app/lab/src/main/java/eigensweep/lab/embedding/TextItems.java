package eigensweep.lab.embedding;

import eigensweep.data.TextDataset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;

/// Texts to be embedded.
///
/// @param texts where they lie
/// @param model whose `prepare` they go through
public record TextItems(TextDataset texts, EmbeddingModel<String> model) implements Items<String> {

    @Override
    public String name() {
        return texts.name();
    }

    @Override
    public int count() {
        return texts.texts().size();
    }

    @Override
    public void digest(MessageDigest digest) {
        for (String text : texts.texts()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
    }

    @Override
    public Reader<String> from(int index) {
        Iterator<String> rest = texts.texts().subList(index, count()).iterator();
        return new Reader<>(() -> model.prepare(rest.next()), () -> {});
    }
}
