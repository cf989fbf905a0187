package io.farpage.store.aeron;

class AeronIpcTransportTest extends AeronContract {
    @Override
    boolean sharesMedia() {
        return true;
    }

    @Override
    AeronAddress address(int n) {
        return new AeronAddress.Ipc(n);
    }
}
