package io.farpage.chaos.processes;

import io.farpage.chaos.host.Weather;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** What happens to the network between hosts and everybody else, on Aeron. */
final class NetworkNemeses {
    private final Victims victims;
    private final Random random;
    private int storms;
    private int cuts;

    NetworkNemeses(Victims victims, Random random) {
        this.victims = victims;
        this.random = random;
    }

    int storms() {
        return storms;
    }

    int cuts() {
        return cuts;
    }

    /** Datagrams of all hosts are lost, doubled, late and damaged. */
    void storm() throws InterruptedException {
        storms++;
        for (int host = 0; host < victims.hostCount(); host++) {
            set(host, true, bad());
            set(host, false, bad());
        }
        Thread.sleep(2_000 + random.nextInt(6_000));
        for (int host = 0; host < victims.hostCount(); host++) {
            set(host, true, Weather.CALM);
            set(host, false, Weather.CALM);
        }
    }

    private Weather bad() {
        return new Weather(
                random.nextDouble() * 0.05,
                random.nextDouble() * 0.05,
                random.nextDouble() * 0.02,
                random.nextDouble() * 0.1,
                random.nextInt(500));
    }

    /** One host hears nobody, or is not heard, or both. */
    void cut() throws InterruptedException {
        int victim = victims.awaitVictim(1, random);
        if (victim < 0) {
            return;
        }
        cuts++;
        int ways = 1 + random.nextInt(3);
        victims.harm(victim);
        set(victim, true, (ways & 1) == 0 ? Weather.CALM : Weather.CUT);
        set(victim, false, (ways & 2) == 0 ? Weather.CALM : Weather.CUT);
        Thread.sleep(500 + random.nextInt(7_000));
        set(victim, true, Weather.CALM);
        set(victim, false, Weather.CALM);
        victims.unharm(victim);
    }

    private void set(int host, boolean towardsHost, Weather weather) {
        try {
            victims.faults(host).weather(towardsHost, weather);
        } catch (IOException | UncheckedIOException e) {
            // It is killed, or starts, and then its weather is calm.
        }
    }
}
