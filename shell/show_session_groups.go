package shell

import (
	"fmt"
	"io"

	"mainmode/compiler"
	"mainmode/ike"
)

// clientsOf returns the ISAKMP SAs of the clients in a group.
func clientsOf(snapshot *ike.Snapshot, group string) []*ike.ISAKMPSA {
	var clients []*ike.ISAKMPSA
	for i := range snapshot.SAs {
		if sa := &snapshot.SAs[i]; sa.PeerID == group && sa.State == idleState && !sa.Deleted {
			clients = append(clients, sa)
		}
	}
	return clients
}

// writeSessionGroups is "show crypto session groups": how many clients each
// group has, for groups that have any.
func writeSessionGroups(w io.Writer, snapshot *ike.Snapshot, r *compiler.Router) {
	fmt.Fprint(w, "Group: Connections\n")
	for _, g := range r.ISAKMP.Groups {
		if n := len(clientsOf(snapshot, g.Name)); n > 0 {
			fmt.Fprintf(w, " %s: %d\n", g.Name, n)
		}
	}
}

// writeSessionSummary is "show crypto session summary": the users of each
// group and how often each has come in.
func writeSessionSummary(w io.Writer, snapshot *ike.Snapshot, r *compiler.Router) {
	for _, g := range r.ISAKMP.Groups {
		clients := clientsOf(snapshot, g.Name)
		if len(clients) == 0 {
			continue
		}
		fmt.Fprintf(w, "Group %s has %d connections\n  User (Logins)\n", g.Name, len(clients))
		logins := map[string]int{}
		var users []string
		for _, sa := range clients {
			if logins[sa.User]++; logins[sa.User] == 1 {
				users = append(users, sa.User)
			}
		}
		for _, user := range users {
			fmt.Fprintf(w, "    %s (%d)\n", user, logins[user])
		}
	}
}
