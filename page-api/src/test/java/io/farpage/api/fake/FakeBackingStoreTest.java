package io.farpage.api.fake;

import io.farpage.api.RegionProvider;
import io.farpage.api.contract.BackingStoreContract;

final class FakeBackingStoreTest extends BackingStoreContract {
    private final FakeRegionProvider provider = new FakeRegionProvider(64);

    @Override
    protected RegionProvider provider() {
        return provider;
    }
}
