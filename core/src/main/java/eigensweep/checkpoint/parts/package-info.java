/// How weights are made of what files keep of them: arrangements, parametrisations, stacks of experts.
@NullMarked
package eigensweep.checkpoint.parts;

import org.jspecify.annotations.NullMarked;
