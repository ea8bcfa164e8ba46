package eigensweep.figure;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.figure.Ticks.Tick;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TicksTest {

    @Test
    void aLinearAxisHasRoundNumbers() {
        assertThat(labels(new Axis("x", Scale.LINEAR, 0, 9.2), 6)).containsExactly("0", "2", "4", "6", "8");
        assertThat(labels(new Axis("x", Scale.LINEAR, -0.011, 0.031), 5))
                .containsExactly("-0.01", "0.00", "0.01", "0.02", "0.03");
        assertThat(labels(new Axis("x", Scale.LINEAR, 1e-7, 3.1e-7), 3))
                .containsExactly("1x10^-7", "2x10^-7", "3x10^-7");
        assertThat(labels(new Axis("x", Scale.LINEAR, 0, 2.5e7), 3)).containsExactly("0", "1x10^7", "2x10^7");
    }

    @Test
    void aLogarithmicAxisHasDecades() {
        Ticks ticks = Ticks.of(new Axis("x", Scale.LOG, 0.05, 2000), 8);
        assertThat(ticks.major()).extracting(Tick::label).containsExactly("0.1", "1", "10", "100", "1000");
        assertThat(ticks.minor()).contains(0.06, 0.5, 900.0).doesNotContain(0.01, 0.04, 10.0, 3000.0);
    }

    @Test
    void farDecadesArePowersAndAreThinned() {
        assertThat(labels(new Axis("x", Scale.LOG, 1e-12, 1e3), 6))
                .containsExactly("10^-12", "10^-9", "10^-6", "10^-3", "10^0", "10^3");
    }

    @Test
    void withinTwoDecadesItHasOneTwoFive() {
        assertThat(labels(new Axis("x", Scale.LOG, 1.5, 60), 8)).containsExactly("2", "5", "10", "20", "50");
    }

    @Test
    void everyTickLiesOnItsAxis() {
        for (double from = 1e-9; from < 1e9; from *= 3.7) {
            for (double ratio = 1.001; ratio < 1e12; ratio *= 5.3) {
                for (Scale scale : Scale.values()) {
                    Axis axis = new Axis("x", scale, from, from * ratio);
                    Ticks ticks = Ticks.of(axis, 6);
                    assertThat(ticks.major()).as("%s", axis).hasSizeBetween(1, 14);
                    assertThat(ticks.major()).allMatch(tick -> isOn(axis, tick.at()));
                    assertThat(ticks.minor()).allMatch(tick -> isOn(axis, tick));
                    assertThat(ticks.major()).extracting(Tick::label).doesNotHaveDuplicates();
                }
            }
        }
    }

    private static boolean isOn(Axis axis, double number) {
        return axis.place(number) > -1e-6 && axis.place(number) < 1 + 1e-6;
    }

    private static List<String> labels(Axis axis, int most) {
        return Ticks.of(axis, most).major().stream().map(Tick::label).toList();
    }
}
