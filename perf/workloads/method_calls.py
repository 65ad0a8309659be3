"""Methods of one and of several shapes, bound methods kept around, class and static methods, chained calls."""
import sys


class Account:
    fee = 1

    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
        self.log = []

    def deposit(self, amount):
        self.balance += amount
        return self

    def withdraw(self, amount):
        if amount + self.fee > self.balance:
            return self.refuse(amount)
        self.balance -= amount + self.fee
        return self

    def refuse(self, amount):
        self.log.append(amount)
        return self

    def total(self):
        return self.balance

    @classmethod
    def opened(cls, owner, amount):
        return cls(owner).deposit(amount)

    @staticmethod
    def interest(amount, percent):
        return amount * percent // 100


class Savings(Account):
    def total(self):
        return self.balance + self.interest(self.balance, 3)


class Broker(Account):
    fee = 2

    def total(self):
        return self.balance - len(self.log)


class Frozen(Account):
    def withdraw(self, amount):
        return self.refuse(amount)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 16000
    kinds = [Account, Savings, Broker, Frozen]
    accounts = [kinds[i % 4].opened(i, 100 + i) for i in range(20)]
    single = Account("one")
    put = single.deposit
    total = 0
    for i in range(n):
        account = accounts[i % 20]
        account.deposit(i % 13).withdraw(i % 17)
        put(3)
        single.withdraw(2)
        total += account.total() + Account.interest(i, 5)
    for i in range(n // 10):
        total += kinds[i & 3].opened(i, i % 50).total()
    print("method_calls", n, total, single.total(), sum(len(a.log) for a in accounts))


main()
