package shell

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// sensor measures a temperature of the machine.
type sensor struct {
	Name     string
	Celsius  int
	Critical int  // from which it is an alarm, 0: not told
	Alarm    bool // the chip itself says so
}

func (s *sensor) alarmed() bool { return s.Alarm || s.Critical > 0 && s.Celsius >= s.Critical }

// systemSensors are those that the kernel knows.
func systemSensors() []sensor { return readSensors(os.DirFS("/sys/class/hwmon")) }

// readSensors reads a directory laid out as the kernel's
// Documentation/hwmon/sysfs-interface.rst says.
func readSensors(dir fs.FS) []sensor {
	var sensors []sensor
	inputs, err := fs.Glob(dir, "*/temp*_input") // sorted
	if err != nil {
		return nil
	}
	for _, input := range inputs {
		read := func(file string) string {
			data, err := fs.ReadFile(dir, file)
			if err != nil {
				return ""
			}
			return strings.TrimSpace(string(data))
		}
		milli, err := strconv.Atoi(read(input))
		if err != nil {
			continue // the sensor does not answer
		}
		begin := strings.TrimSuffix(input, "_input")
		label := read(begin + "_label")
		if label == "" {
			label = path.Base(begin)
		}
		critical, _ := strconv.Atoi(read(begin + "_crit"))
		sensors = append(sensors, sensor{
			Name: strings.TrimSpace(read(path.Dir(input)+"/name") + " " + label), Celsius: milli / 1000, Critical: critical / 1000,
			Alarm: read(begin+"_crit_alarm") == "1",
		})
	}
	return sensors
}

// writeEnvironment is "show environment": how many sensors are beyond what is
// critical, and what each measures.
func writeEnvironment(w io.Writer, sensors []sensor) {
	critical := 0
	for i := range sensors {
		if sensors[i].alarmed() {
			critical++
		}
	}
	fmt.Fprintf(w, "Number of Critical alarms:  %d\nNumber of Major alarms:     0\nNumber of Minor alarms:     0\n\n", critical)
	if len(sensors) == 0 {
		return
	}
	fmt.Fprint(w, "Slot        Sensor                  Current State   Reading        Threshold(Critical)\n")
	fmt.Fprint(w, "----------  ----------------------  --------------  -------------  -------------------\n")
	for i := range sensors {
		s := &sensors[i]
		state, threshold := "Normal", "na"
		if s.alarmed() {
			state = "Critical"
		}
		if s.Critical > 0 {
			threshold = fmt.Sprintf("%d Celsius", s.Critical)
		}
		fmt.Fprintf(w, "R0          %-22s  %-14s  %-13s  %s\n", "Temp: "+s.Name, state, fmt.Sprintf("%d Celsius", s.Celsius), threshold)
	}
}
