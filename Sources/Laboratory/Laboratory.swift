// The laboratory: questions about workloads and maps, answered by experiments whose uncertainty is stated.
//
// Owns statistics, the schedule of repeated replays, comparisons, batches of jobs, the workload's DNA, and their reports.
// Refuses to touch a terminal or a socket, and to call a difference one that the same program shows against itself.
