"""Changes a register with the package iec62056-21: HOST PORT PASSWORD ADDRESS VALUE;
prints what the meter asked for, its answer to the password, and the value before and
after."""

import sys

from iec62056_21 import constants, messages
from iec62056_21.client import Iec6205621Client

host, port, password, address, value = sys.argv[1:]
client = Iec6205621Client.with_tcp_transport(address=(host, int(port)))
client.connect()
challenge = client.access_programming_mode()
print(challenge.command + str(challenge.command_type))
# What the client has for this is broken in 0.0.2.
group = messages.DataSet(address="", value=password)
client.rest()
client.transport.send(messages.CommandMessage("P", 1, group).to_bytes())
print("ACK" if client._recv_ack() == constants.ACK else "refused")


def read():
    client.rest()
    answer = client.read_single_value(address, additional_data="")
    print(answer.value + ("*" + answer.unit if answer.unit else ""))


read()
client.rest()
client.write_single_value(address, value)
read()
client.rest()
client.send_break()
client.disconnect()
