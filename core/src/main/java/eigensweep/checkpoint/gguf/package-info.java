/// GGUF, the files of llama.cpp.
@NullMarked
package eigensweep.checkpoint.gguf;

import org.jspecify.annotations.NullMarked;
