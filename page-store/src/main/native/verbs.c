/*
 * The native half of DiSNI 2.1: what its class NativeDispatcher declares, over librdmacm and libibverbs. Handles are pointers
 * in longs. Calls that may fail with nothing to hand back return a negative number or throw IOException, as each is declared.
 * The calls of DiSNI that Farpage stays away from (on-demand paging, changing a queue pair's state) throw.
 */
#include <errno.h>
#include <jni.h>
#include <poll.h>
#include <rdma/rdma_cma.h>
#include <rdma/rdma_verbs.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DISNI(name) JNICALL Java_com_ibm_disni_verbs_impl_NativeDispatcher__1##name
#define POINTER(type, handle) ((type *)(uintptr_t)(handle))
#define HANDLE(pointer) ((jlong)(uintptr_t)(pointer))

/* What DiSNI 2.1 asks of its native half. */
#define DISNI_VERSION 32
#define SGES_OF_A_REQUEST 4
#define NO_ID (-1)

static void throw_errno(JNIEnv *env, const char *what, int error) {
    char text[256];
    snprintf(text, sizeof text, "%s: %s", what, strerror(error));
    jclass type = (*env)->FindClass(env, "java/io/IOException");
    if (type != NULL) {
        (*env)->ThrowNew(env, type, text);
    }
}

/* For calls that return a pointer, or null and errno. */
static jlong made(JNIEnv *env, const char *what, void *pointer) {
    if (pointer == NULL) {
        throw_errno(env, what, errno);
    }
    return HANDLE(pointer);
}

/* For calls that return -1 and errno (librdmacm). */
static void done(JNIEnv *env, const char *what, int result) {
    if (result != 0) {
        throw_errno(env, what, errno);
    }
}

/* For calls that return errno itself (libibverbs). */
static void done_verb(JNIEnv *env, const char *what, int error) {
    if (error != 0) {
        throw_errno(env, what, error);
    }
}

/* Waits until a file can be read: 1, 0 on time-out, -1 on error. A negative time-out waits for ever. */
static int await_readable(int fd, jint timeout_ms) {
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    int ready;
    do {
        ready = poll(&readable, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR && timeout_ms < 0);
    return ready < 0 && errno == EINTR ? 0 : ready;
}

JNIEXPORT jlong DISNI(createEventChannel)(JNIEnv *env, jobject self) {
    return made(env, "no RDMA event channel (is rdma_ucm loaded, may /dev/infiniband/rdma_cm be opened?)",
                rdma_create_event_channel());
}

JNIEXPORT jint DISNI(destroyEventChannel)(JNIEnv *env, jobject self, jlong channel) {
    rdma_destroy_event_channel(POINTER(struct rdma_event_channel, channel));
    return 0;
}

JNIEXPORT jlong DISNI(createId)(JNIEnv *env, jobject self, jlong channel, jshort space) {
    struct rdma_cm_id *id = NULL;
    if (rdma_create_id(POINTER(struct rdma_event_channel, channel), &id, NULL, (uint16_t)space) != 0) {
        throw_errno(env, "rdma_create_id", errno);
    }
    return HANDLE(id);
}

JNIEXPORT jint DISNI(destroyCmId)(JNIEnv *env, jobject self, jlong id) {
    return rdma_destroy_id(POINTER(struct rdma_cm_id, id));
}

JNIEXPORT jint DISNI(destroyEp)(JNIEnv *env, jobject self, jlong id) {
    rdma_destroy_ep(POINTER(struct rdma_cm_id, id));
    return 0;
}

JNIEXPORT jlong DISNI(createQP)(JNIEnv *env, jobject self, jlong id, jlong pd, jlong send_cq, jlong recv_cq, jint type,
                                jint max_send, jint max_recv, jint max_inline) {
    struct rdma_cm_id *cm_id = POINTER(struct rdma_cm_id, id);
    struct ibv_qp_init_attr attributes = {
        .send_cq = POINTER(struct ibv_cq, send_cq),
        .recv_cq = POINTER(struct ibv_cq, recv_cq),
        .cap = {.max_send_wr = (uint32_t)max_send, .max_recv_wr = (uint32_t)max_recv, .max_send_sge = SGES_OF_A_REQUEST,
                .max_recv_sge = SGES_OF_A_REQUEST, .max_inline_data = (uint32_t)max_inline},
        .qp_type = (enum ibv_qp_type)type,
        .sq_sig_all = 0,
    };
    done(env, "rdma_create_qp", rdma_create_qp(cm_id, POINTER(struct ibv_pd, pd), &attributes));
    return HANDLE(cm_id->qp);
}

JNIEXPORT jint DISNI(destroyQP)(JNIEnv *env, jobject self, jlong id) {
    rdma_destroy_qp(POINTER(struct rdma_cm_id, id));
    return 0;
}

JNIEXPORT void DISNI(bindAddr)(JNIEnv *env, jobject self, jlong id, jlong address) {
    done(env, "rdma_bind_addr",
         rdma_bind_addr(POINTER(struct rdma_cm_id, id), POINTER(struct sockaddr, address)));
}

JNIEXPORT void DISNI(listen)(JNIEnv *env, jobject self, jlong id, jint backlog) {
    done(env, "rdma_listen", rdma_listen(POINTER(struct rdma_cm_id, id), backlog));
}

JNIEXPORT void DISNI(resolveAddr)(JNIEnv *env, jobject self, jlong id, jlong from, jlong to, jint timeout_ms) {
    done(env, "rdma_resolve_addr",
         rdma_resolve_addr(POINTER(struct rdma_cm_id, id), POINTER(struct sockaddr, from),
                           POINTER(struct sockaddr, to), timeout_ms));
}

JNIEXPORT void DISNI(resolveRoute)(JNIEnv *env, jobject self, jlong id, jint timeout_ms) {
    done(env, "rdma_resolve_route", rdma_resolve_route(POINTER(struct rdma_cm_id, id), timeout_ms));
}

/* Acknowledges the event: DiSNI keeps no more of it than what is copied here. */
JNIEXPORT jint DISNI(getCmEvent)(JNIEnv *env, jobject self, jlong channel, jlong listen_id, jlong client_id,
                                 jint timeout_ms) {
    struct rdma_event_channel *events = POINTER(struct rdma_event_channel, channel);
    struct rdma_cm_event *event;
    if (await_readable(events->fd, timeout_ms) <= 0 || rdma_get_cm_event(events, &event) != 0) {
        return -1;
    }
    jint type = (jint)event->event;
    *POINTER(jlong, listen_id) = event->listen_id == NULL ? NO_ID : HANDLE(event->listen_id);
    *POINTER(jlong, client_id) = event->id == NULL ? NO_ID : HANDLE(event->id);
    rdma_ack_cm_event(event);
    return type;
}

JNIEXPORT jint DISNI(ackCmEvent)(JNIEnv *env, jobject self, jint event) { return 0; }

static struct rdma_conn_param parameters(jint retries, jint rnr_retries) {
    struct rdma_conn_param chosen = {
        .responder_resources = RDMA_MAX_RESP_RES,
        .initiator_depth = RDMA_MAX_INIT_DEPTH,
        .retry_count = (uint8_t)retries,
        .rnr_retry_count = (uint8_t)rnr_retries,
    };
    return chosen;
}

JNIEXPORT void DISNI(connect)(JNIEnv *env, jobject self, jlong id, jint retries, jint rnr_retries, jlong private_data,
                              jbyte private_bytes) {
    struct rdma_conn_param chosen = parameters(retries, rnr_retries);
    chosen.private_data = POINTER(void, private_data);
    chosen.private_data_len = (uint8_t)private_bytes;
    done(env, "rdma_connect", rdma_connect(POINTER(struct rdma_cm_id, id), &chosen));
}

JNIEXPORT void DISNI(accept)(JNIEnv *env, jobject self, jlong id, jint retries, jint rnr_retries) {
    struct rdma_conn_param chosen = parameters(retries, rnr_retries);
    done(env, "rdma_accept", rdma_accept(POINTER(struct rdma_cm_id, id), &chosen));
}

JNIEXPORT jint DISNI(disconnect)(JNIEnv *env, jobject self, jlong id) {
    return rdma_disconnect(POINTER(struct rdma_cm_id, id));
}

static jint copy_address(const struct sockaddr *from, jlong to) {
    memcpy(POINTER(void, to), from, sizeof(struct sockaddr_in));
    return 0;
}

JNIEXPORT jint DISNI(getSrcAddr)(JNIEnv *env, jobject self, jlong id, jlong address) {
    return copy_address(rdma_get_local_addr(POINTER(struct rdma_cm_id, id)), address);
}

JNIEXPORT jint DISNI(getDstAddr)(JNIEnv *env, jobject self, jlong id, jlong address) {
    return copy_address(rdma_get_peer_addr(POINTER(struct rdma_cm_id, id)), address);
}

JNIEXPORT jlong DISNI(allocPd)(JNIEnv *env, jobject self, jlong context) {
    return made(env, "ibv_alloc_pd", ibv_alloc_pd(POINTER(struct ibv_context, context)));
}

JNIEXPORT jint DISNI(deallocPd)(JNIEnv *env, jobject self, jlong pd) {
    return ibv_dealloc_pd(POINTER(struct ibv_pd, pd));
}

JNIEXPORT jlong DISNI(createCompChannel)(JNIEnv *env, jobject self, jlong context) {
    return made(env, "ibv_create_comp_channel", ibv_create_comp_channel(POINTER(struct ibv_context, context)));
}

JNIEXPORT jint DISNI(destroyCompChannel)(JNIEnv *env, jobject self, jlong channel) {
    return ibv_destroy_comp_channel(POINTER(struct ibv_comp_channel, channel));
}

JNIEXPORT jlong DISNI(createCQ)(JNIEnv *env, jobject self, jlong context, jlong channel, jint entries, jint vector) {
    return made(env, "ibv_create_cq",
                ibv_create_cq(POINTER(struct ibv_context, context), entries, NULL,
                              POINTER(struct ibv_comp_channel, channel), vector));
}

JNIEXPORT jint DISNI(destroyCQ)(JNIEnv *env, jobject self, jlong cq) {
    return ibv_destroy_cq(POINTER(struct ibv_cq, cq));
}

JNIEXPORT jint DISNI(modifyQP)(JNIEnv *env, jobject self, jlong qp, jlong attributes) {
    throw_errno(env, "modifyQP is not supported by Farpage's bridge", ENOTSUP);
    return -1;
}

JNIEXPORT jlong DISNI(regMr)(JNIEnv *env, jobject self, jlong pd, jlong address, jint length, jint access, jlong lkey,
                             jlong rkey, jlong handle) {
    struct ibv_mr *mr = ibv_reg_mr(POINTER(struct ibv_pd, pd), POINTER(void, address), (size_t)(uint32_t)length, access);
    if (mr != NULL) {
        *POINTER(uint32_t, lkey) = mr->lkey;
        *POINTER(uint32_t, rkey) = mr->rkey;
        *POINTER(uint32_t, handle) = mr->handle;
    }
    return made(env, "memory cannot be registered (raise the limit on locked memory, ulimit -l)", mr);
}

JNIEXPORT void DISNI(deregMr)(JNIEnv *env, jobject self, jlong mr) {
    done_verb(env, "ibv_dereg_mr", ibv_dereg_mr(POINTER(struct ibv_mr, mr)));
}

JNIEXPORT jint DISNI(queryOdpSupport)(JNIEnv *env, jobject self, jlong context) { return -1; }

JNIEXPORT jint DISNI(expPrefetchMr)(JNIEnv *env, jobject self, jlong mr, jlong address, jint length) {
    throw_errno(env, "expPrefetchMr is not supported by Farpage's bridge", ENOTSUP);
    return -1;
}

JNIEXPORT void DISNI(postSend)(JNIEnv *env, jobject self, jlong qp, jlong requests) {
    struct ibv_send_wr *bad = NULL;
    done_verb(env, "ibv_post_send",
              ibv_post_send(POINTER(struct ibv_qp, qp), POINTER(struct ibv_send_wr, requests), &bad));
}

JNIEXPORT void DISNI(postRecv)(JNIEnv *env, jobject self, jlong qp, jlong requests) {
    struct ibv_recv_wr *bad = NULL;
    done_verb(env, "ibv_post_recv",
              ibv_post_recv(POINTER(struct ibv_qp, qp), POINTER(struct ibv_recv_wr, requests), &bad));
}

/* Acknowledges the event: nobody can destroy a queue whose events are not, and DiSNI does not say whose they are. */
JNIEXPORT jint DISNI(getCqEvent)(JNIEnv *env, jobject self, jlong channel, jint timeout_ms) {
    struct ibv_comp_channel *events = POINTER(struct ibv_comp_channel, channel);
    struct ibv_cq *cq;
    void *context;
    if (await_readable(events->fd, timeout_ms) <= 0 || ibv_get_cq_event(events, &cq, &context) != 0) {
        return -1;
    }
    ibv_ack_cq_events(cq, 1);
    return 0;
}

JNIEXPORT jint DISNI(ackCqEvent)(JNIEnv *env, jobject self, jlong cq, jint events) { return 0; }

JNIEXPORT jint DISNI(pollCQ)(JNIEnv *env, jobject self, jlong cq, jint entries, jlong completions) {
    return ibv_poll_cq(POINTER(struct ibv_cq, cq), entries, POINTER(struct ibv_wc, completions));
}

JNIEXPORT jint DISNI(reqNotifyCQ)(JNIEnv *env, jobject self, jlong cq, jint solicited_only) {
    return ibv_req_notify_cq(POINTER(struct ibv_cq, cq), solicited_only);
}

JNIEXPORT jlong DISNI(getContext)(JNIEnv *env, jobject self, jlong id) {
    struct ibv_context *context = POINTER(struct rdma_cm_id, id)->verbs;
    if (context == NULL) {
        throw_errno(env, "the address belongs to no RDMA device", ENODEV);
    }
    return HANDLE(context);
}

JNIEXPORT jint DISNI(getQpNum)(JNIEnv *env, jobject self, jlong qp) {
    return (jint)POINTER(struct ibv_qp, qp)->qp_num;
}

JNIEXPORT jint DISNI(getContextFd)(JNIEnv *env, jobject self, jlong context) {
    return POINTER(struct ibv_context, context)->cmd_fd;
}

JNIEXPORT jint DISNI(getContextNumCompVectors)(JNIEnv *env, jobject self, jlong context) {
    return POINTER(struct ibv_context, context)->num_comp_vectors;
}

JNIEXPORT jint DISNI(getPdHandle)(JNIEnv *env, jobject self, jlong pd) {
    return (jint)POINTER(struct ibv_pd, pd)->handle;
}

JNIEXPORT jint DISNI(getSockAddrInSize)(JNIEnv *env, jobject self) { return (jint)sizeof(struct sockaddr_in); }

JNIEXPORT jint DISNI(getIbvRecvWRSize)(JNIEnv *env, jobject self) { return (jint)sizeof(struct ibv_recv_wr); }

JNIEXPORT jint DISNI(getIbvSendWRSize)(JNIEnv *env, jobject self) { return (jint)sizeof(struct ibv_send_wr); }

JNIEXPORT jint DISNI(getIbvSgeSize)(JNIEnv *env, jobject self) { return (jint)sizeof(struct ibv_sge); }

JNIEXPORT jint DISNI(getIbvWCSize)(JNIEnv *env, jobject self) { return (jint)sizeof(struct ibv_wc); }

JNIEXPORT jint DISNI(getRemoteAddressOffset)(JNIEnv *env, jobject self) {
    return (jint)offsetof(struct ibv_send_wr, wr.rdma.remote_addr);
}

JNIEXPORT jint DISNI(getRKeyOffset)(JNIEnv *env, jobject self) {
    return (jint)offsetof(struct ibv_send_wr, wr.rdma.rkey);
}

JNIEXPORT jint DISNI(getVersion)(JNIEnv *env, jobject self) { return DISNI_VERSION; }
