package dev.pmxcfs.cluster.group;

/**
 * What a member has, by its own word.
 *
 * @param member who
 * @param state the body of its STATE; not to be changed
 */
public record MemberState(Member member, byte[] state) {}
