package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.junit.jupiter.api.Test;

class RaftClientsTest {
    private static RaftClient make() {
        MetadataGroup group =
                new MetadataGroup(UUID.randomUUID(), List.of(new MetadataAddress("meta-1", "127.0.0.1", 1)));
        return RaftClient.newBuilder()
                .setRaftGroup(RatisSettings.group(group))
                .setProperties(new RaftProperties())
                .build();
    }

    @Test
    void nobodyGetsAClientThatSomebodyElseHas() {
        try (RaftClients clients = new RaftClients(RaftClientsTest::make)) {
            RaftClient one = clients.take();
            RaftClient other = clients.take();
            assertThat(other).isNotSameAs(one);

            clients.giveBack(one);

            assertThat(clients.take()).isSameAs(one);
        }
    }

    @Test
    void givesNothingOnceItIsClosed() {
        RaftClients clients = new RaftClients(RaftClientsTest::make);
        RaftClient taken = clients.take();

        clients.close();
        clients.close();

        clients.giveBack(taken);
        assertThatThrownBy(clients::take).hasMessageContaining("was closed");
    }
}
