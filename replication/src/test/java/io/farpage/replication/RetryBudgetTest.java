package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @Property(tries = 100)
    void retriesStayBelowATenthOfTheRequestsAndTheReserve(@ForAll long seed) {
        Random random = new Random(seed);
        RetryBudget budget = new RetryBudget();
        long requests = 0;
        long retries = 0;
        for (int i = 0; i < 10_000; i++) {
            int count = 1 + random.nextInt(8);
            if (random.nextBoolean()) {
                budget.noteRequests(count);
                requests += count;
            } else if (budget.tryTake(count)) {
                retries += count;
            }
            assertThat(retries).isLessThanOrEqualTo(RetryBudget.RESERVE + requests / RetryBudget.REQUESTS_PER_RETRY);
        }
        assertThat(retries).isGreaterThan(requests / RetryBudget.REQUESTS_PER_RETRY / 2);
    }

    @Test
    void takesAllOrNothing() {
        RetryBudget budget = new RetryBudget();

        assertThat(budget.tryTake(RetryBudget.RESERVE + 1)).isFalse();
        assertThat(budget.tryTake(RetryBudget.RESERVE)).isTrue();
        assertThat(budget.tryTake(1)).isFalse();
        assertThat(budget.tryTake(0)).isTrue();
    }

    @Test
    void savesOnlySoMuch() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 100 * RetryBudget.MOST; i++) {
            budget.noteRequests(6);
        }

        assertThat(budget.tryTake(RetryBudget.MOST + 1)).isFalse();
        assertThat(budget.tryTake(RetryBudget.MOST)).isTrue();
    }
}
