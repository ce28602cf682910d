package dev.qbipc.fuse.session;

import dev.qbipc.fuse.channel.ReaderGroup;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.request.BatchForgetIn;
import dev.qbipc.fuse.wire.request.ForgetIn;
import dev.qbipc.fuse.wire.request.ForgetOne;
import dev.qbipc.fuse.wire.request.InterruptIn;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one reader. Each that has an answer gets one, whatever is in it and
 * whatever becomes of it; nothing of a request harms the others.
 */
final class Dispatcher implements ReaderGroup.Reader {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final int NO_OPCODE = 0;

  private final Service service;
  private final Incoming request = new Incoming();
  private final ReaderAnswer answer;
  private final CallCounters counters;
  private final Calls calls;

  /** How long the last request has held the reader up. */
  private long nanos;

  /** A dispatcher of one thread. */
  Dispatcher(Service service, ReaderAnswer answer) {
    this.service = service;
    this.answer = answer;
    counters = service.counters().join();
    calls = new Calls(service.files(), request, answer, service.maxData());
  }

  @Override
  public long request(NativeBuffer in, int length) {
    long begin = System.nanoTime();
    nanos = 0;
    request.set(in, length);
    ByteBuffer bytes = in.bytes();
    if (length < InHeader.SIZE) {
      service.malformed(length, NO_OPCODE);
      return 0;
    }
    if (InHeader.unique(bytes) == 0) {
      service.malformed(length, InHeader.opcode(bytes));
      return 0;
    }
    int opcode = InHeader.opcode(bytes);
    try {
      switch (opcode) {
        case Opcode.FORGET, Opcode.BATCH_FORGET, Opcode.INTERRUPT -> unanswered(opcode, begin);
        default -> answered(opcode, begin);
      }
    } catch (RuntimeException | Error e) {
      // Readers go on: who calls next shall not wait for ever.
      LOG.error("the file system failed at opcode {}", opcode, e);
    }
    return nanos;
  }

  private void unanswered(int opcode, long begin) {
    try {
      switch (opcode) {
        case Opcode.FORGET -> forget();
        case Opcode.BATCH_FORGET -> forgetSeveral();
        default -> interrupt();
      }
    } finally {
      nanos = System.nanoTime() - begin;
      counters.ended(opcode, false, nanos);
    }
  }

  private void answered(int opcode, long begin) {
    service.watch().notice();
    answer.begin(request.bytes(), begin);
    try {
      if (!isRefused(opcode)) {
        if (!isTaken(opcode)) {
          service.malformed(request.length(), opcode);
          refuse(Errno.EINVAL);
        } else if (answer.isOpen()) {
          LOG.error("the file system has left opcode {} without an answer", opcode);
        }
      }
    } finally {
      refuse(Errno.EIO);
      nanos = System.nanoTime() - begin;
      if (!answer.isPutOff()) {
        counters.ended(opcode, answer.isError(), nanos);
      }
      answer.end();
    }
  }

  private boolean isTaken(int opcode) {
    if (InHeader.len(request.bytes()) != request.length()) {
      return false;
    }
    if (opcode == Opcode.INIT) {
      return service.negotiation().answer(request, answer);
    }
    if (opcode == Opcode.DESTROY) {
      answer.done();
      return true;
    }
    return service.negotiation().isDone() && calls.call(opcode);
  }

  /** What ends something is let through at any time. */
  private boolean isRefused(int opcode) {
    if (opcode == Opcode.RELEASE || opcode == Opcode.RELEASEDIR || opcode == Opcode.INIT) {
      return false;
    }
    if (service.isClosing()) {
      refuse(Errno.ENOTCONN);
    } else if (service.waiting().isFull()) {
      refuse(Errno.EBUSY);
    }
    return !answer.isOpen();
  }

  /** Answers with an error, unless there is an answer, or it is put off. */
  private void refuse(int errno) {
    if (answer.isOpen()) {
      answer.error(errno);
    }
  }

  private void forget() {
    if (request.hasBody(ForgetIn.SIZE)) {
      ByteBuffer in = request.bytes();
      service.files().forget(InHeader.nodeid(in), ForgetIn.nlookup(in));
    } else {
      service.malformed(request.length(), Opcode.FORGET);
    }
  }

  private void forgetSeveral() {
    ByteBuffer in = request.bytes();
    int there = (request.length() - InHeader.SIZE - BatchForgetIn.SIZE) / ForgetOne.SIZE;
    if (!request.hasBody(BatchForgetIn.SIZE)
        || BatchForgetIn.count(in) < 0
        || BatchForgetIn.count(in) > there) {
      service.malformed(request.length(), Opcode.BATCH_FORGET);
      return;
    }
    for (int i = 0; i < BatchForgetIn.count(in); i++) {
      int at = ForgetOne.at(i);
      service.files().forget(ForgetOne.nodeid(in, at), ForgetOne.nlookup(in, at));
    }
  }

  /** The kernel says it again if the request that is meant is not known here yet. */
  private void interrupt() {
    if (!request.hasBody(InterruptIn.SIZE)) {
      service.malformed(request.length(), Opcode.INTERRUPT);
    } else if (service.interrupt(InterruptIn.unique(request.bytes()))) {
      service.counters().interrupts.increment();
    } else {
      answer.refuse(InHeader.unique(request.bytes()), Errno.EAGAIN);
    }
  }

  @Override
  public void left() {
    refuse(Errno.EIO);
    answer.rest();
    service.left(answer);
    service.counters().leave(counters);
  }
}
