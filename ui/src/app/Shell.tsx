import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import {
  type Icon,
  IconAddressBook,
  IconBook2,
  IconDeviceMobile,
  IconForms,
  IconInbox,
  IconLogout,
  IconMail,
  IconMenu2,
  IconMessage,
  IconMoon,
  IconRoute,
  IconSettings,
  IconSun,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { Tip } from "~/shared/page/Tip";
import { useEffect, useRef } from "react";
import { signOut } from "~/api/account/session";
import { notifyFailure } from "~/shared/feedback/notify";
import { NameAccount } from "./NameAccount";
import classes from "./Shell.module.css";

const PLACES: { to: string; label: string; icon: Icon }[] = [
  { to: "/journeys", label: "Journeys", icon: IconRoute },
  { to: "/contacts", label: "Contacts", icon: IconAddressBook },
  { to: "/segments", label: "Segments", icon: IconUsersGroup },
  { to: "/forms", label: "Forms", icon: IconForms },
  { to: "/library", label: "Library", icon: IconBook2 },
  { to: "/messages", label: "Messages", icon: IconMessage },
  { to: "/inbox", label: "Inbox", icon: IconInbox },
  { to: "/phones", label: "Phones", icon: IconDeviceMobile },
  { to: "/mailbox", label: "Mailbox", icon: IconMail },
  { to: "/settings", label: "Settings", icon: IconSettings },
];

/** The frame around every page: where one can go at the left (a menu when narrow), the page beside it. */
export function Shell() {
  return (
    <div className={classes["shell"]}>
      <a className={classes["skip"]} href="#page">
        Skip to the page
      </a>
      <nav className={classes["rail"]} aria-label="Main">
        <Mark />
        {PLACES.map((place) => (
          <Link
            key={place.to}
            to={place.to}
            className={classes["place"]}
            activeProps={{ className: classes["here"], "aria-current": "page" }}
          >
            <place.icon size={20} stroke={1.7} aria-hidden />
            <span>{place.label}</span>
          </Link>
        ))}
        <div className={classes["spacer"]} />
        <SignOut />
        <SchemeSwitch />
      </nav>
      <nav className={classes["top"]} aria-label="Top">
        <Mark />
        <PlacesMenu />
        <div className={classes["spacer"]} />
        <SignOut />
        <SchemeSwitch />
      </nav>
      <main id="page" tabIndex={-1} className={classes["page"]}>
        <PageFocus />
        <NameAccount />
        <Outlet />
      </main>
    </div>
  );
}

function Mark() {
  return (
    <Link to="/journeys" className={classes["mark"]} aria-label="Postroad, home">
      <img src="/favicon.svg" width={26} height={26} alt="" />
    </Link>
  );
}

function PlacesMenu() {
  const path = useLocation({ select: (location) => location.pathname });
  const here = PLACES.find((place) => path.startsWith(place.to));
  return (
    <Menu width={200} position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes["menu"]}>
          <IconMenu2 size={18} aria-hidden />
          <span className="visually-hidden">Menu, current page:</span>
          <span>{here?.label ?? "Menu"}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {PLACES.map((place) => (
          <Menu.Item
            key={place.to}
            leftSection={<place.icon size={18} aria-hidden />}
            renderRoot={(props) => <Link to={place.to} {...props} />}
          >
            {place.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SignOut() {
  return (
    <Tip label="Sign out" position="right">
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Sign out" onClick={() => void signOut().catch(notifyFailure)}>
        <IconLogout size={19} />
      </ActionIcon>
    </Tip>
  );
}

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark =
    colorScheme === "dark" ||
    (colorScheme === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  const label = dark ? "Switch to light theme" : "Switch to dark theme";
  return (
    <Tip label={label} position="right">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(dark ? "light" : "dark")}
      >
        {dark ? <IconSun size={19} /> : <IconMoon size={19} />}
      </ActionIcon>
    </Tip>
  );
}

/** After going to another page the focus starts at that page, as it would after loading one. */
function PageFocus() {
  const path = useLocation({ select: (location) => location.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    document.getElementById("page")?.focus({ preventScroll: true });
  }, [path]);
  return null;
}
