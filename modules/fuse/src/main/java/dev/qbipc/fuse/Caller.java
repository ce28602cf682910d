package dev.qbipc.fuse;

/**
 * Who makes a call, as the kernel says. It is valid until the {@link FileSystem}'s method returns.
 */
public interface Caller {

  /** {@return the user's id} */
  int uid();

  /** {@return the id of the user's group} */
  int gid();

  /** {@return the id of the calling thread; 0 if it is none that this process can see} */
  int pid();
}
