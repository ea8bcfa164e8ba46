/// What PyTorch saves: zip archives and the files before them, the pickles in both, TorchScript.
@NullMarked
package eigensweep.checkpoint.torch;

import org.jspecify.annotations.NullMarked;
