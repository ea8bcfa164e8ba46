package eigensweep.lab.hessian;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.curvature.HutchinsonTrace;
import eigensweep.curvature.Lanczos;
import eigensweep.lab.hessian.HessianRun.Asked;
import eigensweep.lab.hessian.HessianRun.Numbers;
import eigensweep.lab.train.Recipe;
import eigensweep.lab.train.RecipeFile;
import eigensweep.lab.train.TrainRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HessianRunTest {

    @TempDir
    private Path folder;

    /// 4 for the trace, and 2 vectors of 3 products each for the density.
    @Test
    void everyProductIsTold() throws IOException {
        String text = "model: {name: mlp, hidden: [4]}\nepochs: 1\n";
        Recipe recipe = RecipeFile.parse("r.yaml", text);
        TrainRun.run(new TrainRun.Source(text, "test"), recipe, folder, done -> {});
        Asked asked = new Asked(
                new HutchinsonTrace.Options(HutchinsonTrace.Method.HUTCHINSON, 4, 0, 1),
                0,
                new Lanczos.Options(300, 1e-5, 1),
                2,
                3,
                64,
                64,
                Numbers.F32);
        List<String> heard = new ArrayList<>();
        HessianRun.run(HessianRun.checkpoint(folder), recipe, asked, (done, most) -> heard.add(done + " of " + most));
        assertThat(heard)
                .containsExactly(
                        "1 of 10",
                        "2 of 10",
                        "3 of 10",
                        "4 of 10",
                        "5 of 10",
                        "6 of 10",
                        "7 of 10",
                        "8 of 10",
                        "9 of 10",
                        "10 of 10");
    }
}
