package server

import (
	"bytes"
	"io"
	"os"
	runtimemetrics "runtime/metrics"
	"strconv"

	vm "github.com/VictoriaMetrics/metrics"
)

// runtimeGauges are what Prometheus' own library tells of Go's runtime and package vm does
// not, by the names that they have there: dashboards ask for them.
var runtimeGauges = []struct{ name, source string }{
	{"go_gc_gogc_percent", "/gc/gogc:percent"},
	{"go_gc_gomemlimit_bytes", "/gc/gomemlimit:bytes"},
	{"go_sched_gomaxprocs_threads", "/sched/gomaxprocs:threads"},
}

// writeMoreOfProcess writes the same of the process. Where there is no /proc, nothing tells
// about the network.
func writeMoreOfProcess(w io.Writer) {
	for _, gauge := range runtimeGauges {
		sample := []runtimemetrics.Sample{{Name: gauge.source}}
		runtimemetrics.Read(sample)
		vm.WriteGaugeUint64(w, gauge.name, sample[0].Value.Uint64())
	}
	if limits, err := os.ReadFile("/proc/self/limits"); err == nil {
		vm.WriteGaugeUint64(w, "process_virtual_memory_max_bytes", addressSpace(limits))
	}
	if counts, err := os.ReadFile("/proc/self/net/netstat"); err == nil {
		received, sent := octets(counts)
		vm.WriteCounterUint64(w, "process_network_receive_bytes_total", received)
		vm.WriteCounterUint64(w, "process_network_transmit_bytes_total", sent)
	}
}

// addressSpace reads the limit of the address space from /proc/self/limits; none is the
// largest number.
func addressSpace(limits []byte) uint64 {
	_, after, _ := bytes.Cut(limits, []byte("Max address space"))
	fields := bytes.Fields(after)
	if len(fields) == 0 || string(fields[0]) == "unlimited" {
		return 1<<64 - 1
	}
	limit, _ := strconv.ParseUint(string(fields[0]), 10, 64)
	return limit
}

// octets reads the bytes that went over IP from /proc/self/net/netstat, which has a line of
// names and a line of values for each protocol.
func octets(counts []byte) (received, sent uint64) {
	_, after, _ := bytes.Cut(counts, []byte("IpExt: "))
	names, after, _ := bytes.Cut(after, []byte("\nIpExt: "))
	values, _, _ := bytes.Cut(after, []byte("\n"))
	fields := bytes.Fields(values)
	for i, name := range bytes.Fields(names) {
		if i >= len(fields) {
			break
		}
		switch string(name) {
		case "InOctets":
			received, _ = strconv.ParseUint(string(fields[i]), 10, 64)
		case "OutOctets":
			sent, _ = strconv.ParseUint(string(fields[i]), 10, 64)
		}
	}
	return received, sent
}
