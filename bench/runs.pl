#!/usr/bin/perl
# Runs programs in turns and prints what the kernel counted for each run.
#
# Perl, because wait4(2) is the only exact source of a child's peak memory, and
# neither Deno nor Node.js has it; perl-base is on every Debian. The parent has
# to be small: the kernel counts its memory for a child until exec(2).
#
#   perl bench/runs.pl ROUNDS FILE
#
# A line of FILE is a job: name, how many at once, the exit code that is right,
# files for standard input and output, and the command with its arguments,
# separated by tabs. In the names of the files {} stands for the number of a
# process, from 0. NAME=VALUE before the command is a variable. A line of output
# is one run: name, microseconds of wall, user and system time, peak memory of the
# largest process in KiB, minor and major page faults, microseconds of the process
# that took longest; other times and faults are those of all processes together.
use strict;
use warnings;
use POSIX ();

my ($rounds, $file) = @ARGV;
my $machine = (POSIX::uname())[4];
my ($WAIT4, $CLOCK_GETTIME) = $machine eq 'aarch64' ? (260, 113) : (61, 228);
my $CLOCK_MONOTONIC = 1;

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
  my ($name, $count, $code, $stdin, $stdout, @command) = @_;
  my $start = now();
  my %started;
  $started{ start($_, $stdin, $stdout, @command) } = now() for 0 .. $count - 1;
  my ($user, $system, $peak, $minor, $major, $longest) = (0, 0, 0, 0, 0, 0);
  while (%started) {
    my ($status, $usage) = (pack('i', 0), "\0" x 144);
    my $pid = syscall($WAIT4, -1, $status, 0, $usage);
    exists $started{$pid} or die "bench: wait4: $!\n";
    my $took = now() - delete $started{$pid};
    $longest = $took if $took > $longest;
    unpack('i', $status) == $code << 8 or die "bench: $name failed with status " . unpack('i', $status) . "\n";
    my @usage = unpack('l!*', $usage);
    $user += $usage[0] * 1e6 + $usage[1];
    $system += $usage[2] * 1e6 + $usage[3];
    $peak = $usage[4] if $usage[4] > $peak;
    $minor += $usage[8];
    $major += $usage[9];
  }
  return (now() - $start, $user, $system, $peak, $minor, $major, $longest);
}

sub start {
  my ($number, $stdin, $stdout, @command) = @_;
  my $pid = fork();
  defined $pid or die "bench: fork: $!\n";
  return $pid if $pid;
  s/\{\}/$number/ for $stdin, $stdout;
  while ($command[0] =~ /^(\w+)=(.*)/) { $ENV{$1} = $2; shift @command; }
  open(STDIN, '<', $stdin) or POSIX::_exit(126);
  open(STDOUT, '>', $stdout) or POSIX::_exit(126);
  open(STDERR, '>', '/dev/null') or POSIX::_exit(126);
  exec { $command[0] } @command or POSIX::_exit(127);
}

sub now {
  my $time = "\0" x 16;
  syscall($CLOCK_GETTIME, $CLOCK_MONOTONIC, $time) == 0 or die "bench: clock_gettime: $!\n";
  my ($seconds, $nanoseconds) = unpack('l!l!', $time);
  return int($seconds * 1e6 + $nanoseconds / 1e3);
}
