package eigensweep.stats;

import java.util.List;

/// Data sets whose statistics are known; `scripts/references/statistics.py` has the same.
final class ReferenceData {

    /// Weights of plants: R's data set PlantGrowth (Dobson 1983).
    static final double[] CTRL = {4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14};

    static final double[] TRT1 = {4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69};
    static final double[] TRT2 = {6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26};

    /// Resistivity of silicon by five instruments: NIST StRD, SiRstv.
    static final double[][] SILICON = {
        {196.3052, 196.1240, 196.1890, 196.2569, 196.3403},
        {196.3042, 196.3825, 196.1669, 196.3257, 196.0422},
        {196.1303, 196.2005, 196.2889, 196.0343, 196.1811},
        {196.2795, 196.1748, 196.1494, 196.1485, 195.9885},
        {196.2119, 196.1051, 196.1850, 196.0052, 196.2090}
    };

    /// The level of Lake Huron, 1875 to 1898, in feet above 570: R's data set LakeHuron (Brockwell and Davis
    /// 1991).
    static final double[] HURON = {
        10.38, 11.86, 10.97, 10.80, 9.79, 10.39, 10.42, 10.82, 11.40, 11.32, 11.44, 11.68,
        11.17, 10.53, 10.01, 9.91, 9.14, 9.16, 9.55, 9.67, 8.44, 8.24, 9.10, 9.09
    };

    private ReferenceData() {}

    /// A category of one series.
    static Category category(String name, double... values) {
        return new Category(name, List.of(values));
    }

    static List<Category> growth() {
        return List.of(category("ctrl", CTRL), category("trt1", TRT1), category("trt2", TRT2));
    }
}
