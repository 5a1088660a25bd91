#!/usr/bin/perl
# Runs programs in turns and prints what the kernel counted for each run.
#
# Perl, because wait4(2) is the only exact source of a child's peak memory, and
# neither Deno nor Node.js has it; perl-base is on every Debian. The parent has
# to be small: the kernel counts its memory for a child until exec(2).
#
#   perl bench/runs.pl ROUNDS FILE
#
# A line of FILE is a job: name, how many at once, file for standard input, and
# the command with its arguments, separated by tabs. A line of output is one run:
# name, microseconds of wall, user and system time, peak memory of the largest
# process in KiB, minor and major page faults, all processes of the run together.
use strict;
use warnings;

my ($rounds, $file) = @ARGV;
use POSIX ();
my $machine = (POSIX::uname())[4];
my ($WAIT4, $CLOCK_GETTIME) = $machine eq 'aarch64' ? (260, 113) : (61, 228);

open(my $jobs, '<', $file) or die "bench: $file: $!\n";
my @jobs = map { chomp; [split /\t/] } <$jobs>;
close $jobs;

srand 1;
for my $round (1 .. $rounds) {
  # In another order each time, so that none always follows the same one.
  for my $job (sort { $a->[1] <=> $b->[1] } map { [$_, rand] } @jobs) {
    print join("\t", $job->[0][0], run(@{ $job->[0] })), "\n";
  }
}

sub run {
  my ($name, $count, $stdin, @command) = @_;
  my $start = now();
  my @pids = map { start($stdin, @command) } 1 .. $count;
  my ($user, $system, $peak, $minor, $major) = (0, 0, 0, 0, 0);
  for my $pid (@pids) {
    my ($status, $usage) = (pack('i', 0), "\0" x 144);
    syscall($WAIT4, $pid, $status, 0, $usage) == $pid or die "bench: wait4: $!\n";
    unpack('i', $status) == 0 or die "bench: $name failed with status " . unpack('i', $status) . "\n";
    my @usage = unpack('l!*', $usage);
    $user += $usage[0] * 1e6 + $usage[1];
    $system += $usage[2] * 1e6 + $usage[3];
    $peak = $usage[4] if $usage[4] > $peak;
    $minor += $usage[8];
    $major += $usage[9];
  }
  return (now() - $start, $user, $system, $peak, $minor, $major);
}

sub start {
  my ($stdin, @command) = @_;
  my $pid = fork();
  defined $pid or die "bench: fork: $!\n";
  return $pid if $pid;
  open(STDIN, '<', $stdin) or POSIX::_exit(126);
  open(STDOUT, '>', '/dev/null') or POSIX::_exit(126);
  exec { $command[0] } @command or POSIX::_exit(127);
}

sub now {
  my $time = "\0" x 16;
  syscall($CLOCK_GETTIME, 1, $time) == 0 or die "bench: clock_gettime: $!\n";
  my ($seconds, $nanoseconds) = unpack('l!l!', $time);
  return int($seconds * 1e6 + $nanoseconds / 1e3);
}
