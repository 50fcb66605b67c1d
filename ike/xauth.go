package ike

import (
	"slices"
	"strings"

	"mainmode/ike/isakmp"
)

// Login asks whether a user has this password. The answer comes back as
// Computed with the same ID and a bool.
type Login struct {
	ID       uint64
	List     string // "client authentication list"
	User     string
	Password Secret
}

func (Login) action() {}

// scannedProfiles names the profiles that may ask for a user, as a debug has
// them.
func (c *Config) scannedProfiles() string {
	var b strings.Builder
	for i := range c.Profiles {
		b.WriteString(" " + c.Profiles[i].Name)
	}
	return b.String()
}

// wantsXAUTH reports whether any profile or crypto map asks for a user: only
// then is a transform with XAUTHInitPreShared acceptable.
func (c *Config) wantsXAUTH() bool {
	asks := func(p Profile) bool { return p.UserList != "" }
	return slices.ContainsFunc(c.Profiles, asks) || slices.ContainsFunc(c.MapClients, asks)
}

// needsUser reports whether the peer has still to say who uses it.
func (sa *phase1) needsUser() bool {
	p := sa.access.profile
	return !sa.initiator && p != nil && p.UserList != "" && sa.access.user == "" && !sa.access.noXAUTH
}

// checkXAUTH refuses a peer that has been promised extended authentication
// which its profile does not do: RFC 2409 knows the key of a group, and that is
// not enough to let anybody in.
func (sa *phase1) checkXAUTH() error {
	if sa.access.xauth && (sa.access.profile == nil || sa.access.profile.UserList == "") {
		sa.errorf("No profile asks the user of this peer")
		return fail("XAUTH not configured for the peer", isakmp.AuthenticationFailed)
	}
	return nil
}

// requestUser sends REQUEST: XAUTH_USER_NAME, XAUTH_USER_PASSWORD.
func (sa *phase1) requestUser() (Input, error) {
	sa.debugf("Need XAUTH")
	a := &isakmp.Attributes{Config: isakmp.ConfigRequest, Attributes: []isakmp.Attribute{
		isakmp.BasicAttribute(isakmp.XAUTHType, 0), // generic
		{Type: isakmp.XAUTHUser}, {Type: isakmp.XAUTHPassword},
	}}
	for _, x := range a.Attributes[1:] {
		sa.e.isakmpf("ISAKMP/xauth: request attribute %s", isakmp.ConfigName(x.Type))
	}
	sa.beginTransaction(a, "CONF_XAUTH")
	sa.lifetimer.stop()
	sa.lifetimer = sa.e.after(userTime, func() {
		sa.debugf("peer does not do paranoid keepalives.")
		sa.delete("XAUTH timeout", true)
	})
	return await, nil
}

// takeUser reads REPLY and asks whether user and password belong together.
func (sa *phase1) takeUser() (Input, error) {
	a := sa.access.request.attributes
	user, ok1 := a.Find(isakmp.XAUTHUser)
	password, ok2 := a.Find(isakmp.XAUTHPassword)
	for _, x := range a.Attributes {
		sa.e.isakmpf("ISAKMP/xauth: reply attribute %s", isakmp.ConfigName(x.Type))
	}
	status, failed := a.Find(isakmp.XAUTHStatus)
	sa.endTransaction("Done with xauth request/reply exchange")
	sa.access.login, sa.access.asked = string(user.Value), false
	if v, _ := status.Uint(); failed && v == 0 || !ok1 || !ok2 || user.Basic || password.Basic || len(user.Value) == 0 {
		return aaaLogin, nil
	}
	e := sa.e
	e.computeID++
	e.computations[e.computeID] = func(result any) {
		if !sa.deleted && sa.state == IKE_XAUTH_AAA_CONT_LOGIN_AWAIT {
			sa.access.asked = result.(bool)
			step(transactionMode, sa, aaaLogin)
		}
	}
	e.emit(Login{ID: e.computeID, List: sa.access.profile.UserList, User: sa.access.login, Password: Secret(password.Value)})
	return await, nil
}

// sendStatus sends SET: XAUTH_STATUS.
func (sa *phase1) sendStatus() (Input, error) {
	status := uint16(0)
	if sa.access.asked {
		status = 1
	} else {
		sa.errorf("Authentication of user %s failed", printable([]byte(sa.access.login)))
	}
	sa.beginTransaction(&isakmp.Attributes{Config: isakmp.ConfigSet,
		Attributes: []isakmp.Attribute{isakmp.BasicAttribute(isakmp.XAUTHStatus, status)}}, "CONF_XAUTH")
	return await, nil
}

// userKnown reads ACK. A user that is not known is not asked again.
func (sa *phase1) userKnown() (Input, error) {
	sa.debugf("       XAUTH ACK Processed")
	sa.endTransaction("Transaction mode done")
	if !sa.access.asked {
		return await, fail("XAUTH failed", 0)
	}
	sa.access.user = sa.access.login
	sa.display = "QM_IDLE"
	sa.startLifetime()
	return await, nil
}

// afterUser goes on as phase 1 without extended authentication does.
func (sa *phase1) afterUser() {
	if sa.pushes() {
		step(transactionMode, sa, aaaGroupAttr)
		return
	}
	step(mainMode, sa, p1Complete)
}
