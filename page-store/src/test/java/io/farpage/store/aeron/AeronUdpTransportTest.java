package io.farpage.store.aeron;

class AeronUdpTransportTest extends AeronContract {
    @Override
    boolean sharesMedia() {
        return false;
    }

    @Override
    AeronAddress address(int n) {
        return AeronAddress.parse("aeron:127.0.0.1:0");
    }
}
