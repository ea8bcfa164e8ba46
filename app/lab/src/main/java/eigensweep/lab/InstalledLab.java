package eigensweep.lab;

import eigensweep.app.terminal.Lab;
import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.data.DataSet;
import eigensweep.data.TextDataset;
import eigensweep.figure.FigureFormat;
import eigensweep.lab.demo.DemoStudy;
import eigensweep.lab.embedding.EmbeddedData;
import eigensweep.lab.images.ImageDatasets;
import eigensweep.lab.network.Libtorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The lab, as the commands outside it see it.
public final class InstalledLab implements Lab {

    @Override
    public List<String> libtorch() {
        return Libtorch.describe();
    }

    @Override
    public DataSet embed(String name, TextDataset texts, Embedding how) throws IOException {
        return new EmbeddedData(how).of(name, texts);
    }

    @Override
    public DataSet embed(String name, boolean labelled, Embedding how) throws IOException {
        return new EmbeddedData(how).of(name, ImageDatasets.open(name, how.split()), labelled);
    }

    @Override
    public int study(Path folder, String model, Set<FigureFormat> figures, Terminal terminal, Talk talk)
            throws IOException {
        return DemoStudy.run(folder, model, figures, terminal, talk);
    }
}
