#!/usr/bin/env python3
"""Prints the values that core/src/test/java/eigensweep/stats holds our statistics to.

    python3 -m venv venv && venv/bin/pip install statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6
    venv/bin/python scripts/references/statistics.py
"""
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.multitest import multipletests

print("numpy", np.__version__, "scipy", scipy.__version__, "statsmodels", statsmodels.__version__)


def show(what, *values):
    print(what, *(repr(float(value)) for value in values))


# Weights of plants: R's data set PlantGrowth (Dobson 1983).
GROWTH = {
    "ctrl": [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
    "trt1": [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
    "trt2": [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
}
# Resistivity of silicon: NIST StRD, SiRstv, whose certified F is 1.18046237440255.
SILICON = [
    [196.3052, 196.1240, 196.1890, 196.2569, 196.3403],
    [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
    [196.1303, 196.2005, 196.2889, 196.0343, 196.1811],
    [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
    [196.2119, 196.1051, 196.1850, 196.0052, 196.2090],
]


def anova(groups):
    names = np.repeat(np.arange(len(groups)), [len(g) for g in groups])
    design = (names[:, None] == np.unique(names)).astype(float)
    fit = sm.OLS(np.concatenate(groups), design).fit()
    null = sm.OLS(np.concatenate(groups), np.ones(len(names))).fit()
    table = anova_lm(null, fit)
    between, within = table["ss_diff"][1], table["ssr"][1]
    df1, df2 = table["df_diff"][1], table["df_resid"][1]
    mean_square = within / df2
    omega = (between - df1 * mean_square) / (between + within + mean_square)
    return df1, df2, table["F"][1], table["Pr(>F)"][1], between / (between + within), omega


show("anova growth: df1 df2 F p eta2 omega2", *anova(list(GROWTH.values())))
show("anova silicon", *anova(SILICON))
unequal = [GROWTH["ctrl"], GROWTH["trt1"][:6], GROWTH["trt2"][:3]]
show("anova of 10, 6, 3", *anova(unequal))

pairs = [("ctrl", "trt1"), ("ctrl", "trt2"), ("trt1", "trt2")]
tests = [stats.ttest_ind(GROWTH[a], GROWTH[b], equal_var=False) for a, b in pairs]
for (a, b), test in zip(pairs, tests):
    show(f"welch {a} {b}: t df p", test.statistic, test.df, test.pvalue)
show("welch of 10, 3", *(lambda t: (t.statistic, t.df, t.pvalue))(
    stats.ttest_ind(unequal[0], unequal[2], equal_var=False)))
show("holm", *multipletests([test.pvalue for test in tests], method="holm")[1])
show("holm of six", *multipletests([0.01, 0.04, 0.03, 0.005, 0.5, 0.04], method="holm")[1])

x = np.array([2.1, 3.4, 1.9, 5.6, 4.4, 3.4, 7.1, 6.0, 2.2, 5.1])
y = np.array([1.0, 2.2, 1.7, 2.9, 4.1, 2.2, 4.8, 3.0, 1.1, 4.6])
z = np.array([9.0, 7.5, 9.5, 4.0, 6.6, 6.6, 1.0, 5.0, 8.8, 2.0])
for kind, correlate in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr)):
    for name, other in (("xy", y), ("xz", z)):
        show(f"{kind} {name}: r p", *correlate(x, other))

# Lake Huron's level, 1875 to 1898, feet above 570: R's data set LakeHuron (Brockwell and Davis 1991).
HURON = np.array([10.38, 11.86, 10.97, 10.80, 9.79, 10.39, 10.42, 10.82, 11.40, 11.32, 11.44, 11.68,
                  11.17, 10.53, 10.01, 9.91, 9.14, 9.16, 9.55, 9.67, 8.44, 8.24, 9.10, 9.09])
deviations = HURON - HURON.mean()
n = len(HURON)
acf = sm.tsa.acf(HURON, adjusted=False, nlags=n - 1, fft=False)
phi = (n * acf[1] + 1) / (n - 3)
toeplitz = scipy.linalg.toeplitz(phi ** np.arange(n))
show("huron: phi, n_eff by lag 1", phi, n * n / toeplitz.sum())
tau = -1.0
for m in range(0, n - 1, 2):
    if acf[m] + acf[m + 1] <= 0:
        break
    tau += 2 * (acf[m] + acf[m + 1])
show("huron: n_eff by Geyer", n / tau)
lags = int(4 * (n / 100) ** (2 / 9))
hac = sm.OLS(HURON, np.ones(n)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
show(f"huron: Newey-West variance of the mean, {lags} lags", hac.cov_params()[0, 0])
show("huron: n_eff of it", deviations.var() / hac.cov_params()[0, 0])
