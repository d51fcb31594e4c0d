"""The words by which personal data is given, and those that look like it, in many languages.

Written by hand from how people write of themselves in the fifteen languages of `bot.texts` and a
few more, in their own letters and in Latin ones. Phrases are compared without accents, case and
vowel signs (`bot.personal_data.find_personal_data`), so each stands here once, in any spelling.
Messages in other languages than English were not checked by native speakers.
"""

from __future__ import annotations

# What stands before (or after) a number and tells whose it is, by kind.
LABELS = {
    "nhs_number": """
        nhs|n.h.s|nhs number|nhs no|nhs num|nhs nr|nhs id|nhs#|national health number
        national health service number|health service number|nhs patient number|chi|chi number
        chi no|community health index|community health index number|h&c|h&c number|h&c no|hcn
        hcn number|health and care number|h and c number|numéro nhs|número nhs|número de la nhs
        número do nhs|numer nhs|numărul nhs|număr nhs|номер nhs|رقم nhs|رقم ال nhs|رقم الصحة
        رقم الخدمة الصحية|شماره nhs|شماره ان اچ اس|نمبر nhs|nhs نمبر|این ایچ ایس نمبر|این ایچ ایس
        এনএইচএস নম্বর|এনএইচএস|nhs নম্বর|د nhs شمېره|nhs شمېره|lambarka nhs|lambarkayga nhs
        nambarka nhs|ቁጽሪ nhs|nhs ቁጽሪ|nhs号码|nhs号|nhs 号码|国民保健号
        """,
    "home_office_reference": """
        home office|home office ref|home office reference|home office reference number
        home office number|home office no|home office file|home office case|ho ref|ho reference
        ho reference number|ho no|ho number|ho file|h.o. ref|ho case|uan|uan number
        unique application|unique application number|application number|application ref
        application reference|application no|gwf|gwf number|gwf reference|arc|arc card|arc number
        arc no|acr|asf|application registration card|nass|nass ref|nass reference|nass number
        asylum support ref|asylum support reference|asylum support number|asylum ref
        asylum reference|asylum number|cid|cid ref|cid number|cid no|person id|port ref
        port reference|port ref number|immigration ref|immigration reference|immigration number
        ihs number|ihs reference|ihs reference number|ihs ref|ukvi|ukvi ref|ukvi reference
        ukvi number|euss ref|euss reference|euss number|euss|cos|cos number
        certificate of sponsorship|cas number|share code|sharecode|evisa code|visa number|visa no
        vignette number|vignette|visa ref|référence home office|referencia home office
        referencia del home office|número de referencia del home office|referência do home office
        numer home office|numer referencyjny home office|referința home office|номер home office
        номер хоум офіс|هوم اوفيس|رقم هوم اوفيس|رقم الهوم اوفيس|الهوم اوفيس|وزارة الداخلية
        رقم وزارة الداخلية|هوم آفیس|هوم آفيس|شماره هوم آفیس|ہوم آفس|ہوم آفس نمبر|ہوم آفس ریفرنس
        হোম অফিস|হোম অফিস নম্বর|হোম অফিস রেফারেন্স|هوم افس|د هوم افس شمېره|هوم آفس
        lambarka home office|ሆም ኦፊስ|ቁጽሪ ሆም ኦፊስ|内政部|内政部编号|内政部号码|内政部档案号
        内政部参考号
        """,
    "case_reference": """
        nhs ref|nhs ref number|nhs reference|nhs reference number
        case number|case no|case ref|case reference|case id|claim number|claim no|claim ref
        claim reference|complaint number|complaint no|complaint ref|complaint reference
        complaint id|complaint reference number|appeal number|appeal no|appeal ref
        appeal reference|tribunal number|tribunal ref|tribunal reference|tribunal no
        tribunal case|court ref|court reference|court number|court case|crime ref|crime reference
        crime number|crime reference number|crime no|ico case|ico ref|ico reference
        ico case number|ico complaint|ombudsman ref|ombudsman reference|ombudsman case|phso ref
        phso case|my reference|my reference number|my ref|my ref number|our reference|our ref
        his reference|her reference|incident number|incident ref|incident no|datix|datix number
        ticket ref|legal aid number|legal aid ref|jr number|sar ref|sar reference|sar number
        my case|numéro de dossier|numero du dossier|número de caso|número de expediente
        expediente|numer sprawy|sygnatura|sygnatura akt|număr dosar|numărul dosarului
        număr de dosar|número do processo|número de processo|processo|номер справи|номер скарги
        номер дела|رقم القضية|رقم الدعوى|رقم الشكوى|رقم المرجع|شماره پرونده|شماره شکایت
        شماره پیگیری|کیس نمبر|شکایت نمبر|মামলা নম্বর|মামলার নম্বর|কেস নম্বর|অভিযোগ নম্বর
        د قضیې شمېره|د قضيې شمېره|lambarka kiiska|lambarka dacwadda|ቁጽሪ ጉዳይ|ቁጽሪ መዝገብ|案件编号
        案件号|案号|投诉编号|投诉号
        """,
    "residence_permit": """
        brp|brp card|brp number|brp no|brp num|biometric|biometric card|biometric card number
        biometric residence permit|biometric residence card|biometric number|brc|brc number
        biometric residence permit number|residence permit|residence permit number|residence card
        residence card number|permit number|permit no|permit card|titre de séjour|carte de séjour
        permiso de residencia|tarjeta de residencia|cartão de residência
        autorização de residência|título de residência|karta pobytu|numer karty pobytu
        permis de ședere|permis de rezidență|посвідка|посвідка на проживання|بطاقة الاقامة
        الاقامة البيومترية|تصريح الاقامة|کارت اقامت|کارت بیومتریک|اقامتی کارڈ|بائیومیٹرک کارڈ
        رہائشی پرمٹ|বায়োমেট্রিক কার্ড|রেসিডেন্স পারমিট|بایومتریک کارت|د اوسېدو کارت
        kaarka deganaanshaha|ወረቐት መንበሪ ፍቓድ|居留卡|居留证|居留许可|生物识别卡
        """,
    "passport": """
        passport|passport number|passport no|passport num|pasport|passaport|pasport number
        pass no|travel document|travel document number|travel doc|ctd|id card|id card number
        identity card|identity card number|identity number|id number|national id
        national id number|my id|national identity number|cnic|cnic number|nadra|nid|nid number
        tazkira|tazkira number|pesel|cnp|dni|nie|aadhaar|aadhar|driving licence
        driving licence number|driving license|driver number|driving licence no|passeport
        numéro de passeport|n° de passeport|carte d'identité|pasaporte|número de pasaporte|cédula
        passaporte|número do passaporte|número de passaporte|bilhete de identidade|paszport
        paszportu|numer paszportu|dowód osobisty|dowodu osobistego|pașaport|pașaportul
        pașaportului|numărul pașaportului|buletin|паспорт|паспорта|паспорту|номер паспорта|جواز
        جوازي|جواز سفر|جواز سفري|جواز السفر|رقم جواز|رقم جواز السفر|رقم جوازي|رقم جواز سفري
        رقم الهوية|پاسپورت|پاسپورتم|گذرنامه|گذرنامه ام|شماره پاسپورت|شماره گذرنامه|تذکره|کد ملی
        شناختی کارڈ|شناختی کارڈ نمبر|پاسپورٹ|پاسپورٹ نمبر|পাসপোর্ট|পাসপোর্ট নম্বর
        পাসপোর্টের নম্বর|এনআইডি|জাতীয় পরিচয়পত্র|پاسپورټ|د پاسپورټ شمېره|baasaboor|baasaboorka
        baasaboorkayga|lambarka baasaboorka|ፓስፖርት|ቁጽሪ ፓስፖርት|护照|护照号|护照号码|护照号是|護照
        護照號碼|身份证|身份证号|身份证号码|pasaport|pasaportu|pasaporta
        """,
    "national_insurance": """
        ni|ni number|ni no|nino|n.i.|n.i. number|national insurance|national insurance number
        national insurance no|national insurance num|insurance number|nat ins
        """,
    "bank": """
        sort code|sortcode|sort-code|account|account number|account no|acc no|acc number|acc|a/c
        a/c no|acct|bank account|bank account number|bank details|bank|iban|iban number|swift
        card|card number|card no|debit card|credit card|bank card|visa card|mastercard|cvv
        compte bancaire|numéro de compte|carte bancaire|cuenta bancaria|número de cuenta
        número de tarjeta|conta bancária|número da conta|numer konta|numer karty|konto bankowe
        cont bancar|număr de cont|numărul contului|номер рахунку|номер картки|рахунок|رقم الحساب
        الحساب البنكي|رقم البطاقة|شماره حساب|شماره کارت|شماره شبا|اکاؤنٹ نمبر|بینک اکاؤنٹ
        کارڈ نمبر|অ্যাকাউন্ট নম্বর|একাউন্ট নম্বর|ব্যাংক অ্যাকাউন্ট|কার্ড নম্বর|د بانک حساب
        حساب شمېره|lambarka akoonka|akoonka bangiga|ቁጽሪ ሕሳብ|银行账号|账号|帐号|银行卡号|卡号
        银行卡
        """,
    "phone": """
        phone|phone no|phone number|phone num|my number|my no|my num|tel|tel no|tel.|telephone
        telephone number|mobile|mobile number|mobile no|mob|mob no|cell|cell phone|cellphone
        whatsapp|whats app|watsapp|wattsapp|whatsap|viber|signal|imo|call me|call me on
        call me at|call me back|text me|text me on|text me at|text|sms|ring me|ring me on|ring
        phone me|phone me on|call|reach me|reach me on|reach me at|contact me|contact me on
        contact me at|contact|contact number|contact no|his number|her number|their number
        husband's number|wife's number|number|new number|old number|landline|téléphone|mon numéro
        numéro de téléphone|portable|appelez-moi|appelez moi|teléfono|mi número
        número de teléfono|móvil|celular|llámame|llámeme|telemóvel|telefone|meu número
        número de telefone|telefon|telefonu|numer telefonu|mój numer|komórka|zadzwoń|telefonul
        numărul meu|număr de telefon|sunați-mă|тел.|телефон|телефону|номер телефону|мій номер
        мобільний|подзвоніть|мой номер|номер телефона|هاتف|هاتفي|رقم الهاتف|رقم هاتفي|رقمي
        رقم التلفون|تلفون|تلفوني|جوال|جوالي|موبايل|موبايلي|واتساب|واتس اب|اتصل بي|اتصلوا بي|تلفن
        تلفنم|شماره تلفن|شماره من|شماره ام|شماره تماس|موبایل|موبایلم|واتساپ|واتس آپ|زنگ بزنید|فون
        فون نمبر|میرا نمبر|موبائل|موبائل نمبر|واٹس ایپ|رابطہ نمبر|نمبر|ফোন|ফোন নম্বর|আমার নম্বর
        মোবাইল|মোবাইল নম্বর|নম্বর|হোয়াটসঅ্যাপ|ټیلیفون|د تلیفون شمېره|زما شمېره|مبایل|تیلفون
        واټساپ|taleefan|taleefanka|taleefankayga|telefoonka|telefoonkayga|lambarkayga|lambarka
        moobilka|wac|ስልኪ|ቁጽሪ ስልኪ|ስልከይ|ቴሌፎን|ቁጽሪ ቴሌፎን|ዋትሳፕ|电话|电话号码|电话是|手机|手机号
        手机号码|打我|我的号码|联系电话|nomor|numri im|telefonum|numaram|jina
        """,
    "hospital_number": """
        pt no|pt number|pt id
        hospital number|hospital no|hospital num|hospital id|hospital ref|hospital reference
        hospital reference number|hosp no|hosp number|hosp num|hosp. no|hosp id|hosp ref|hosp|mrn
        m.r.n|mrn number|medical record number|medical record no|medical records number
        record number|patient number|patient no|patient num|patient id|patient id number
        patient ref|patient reference|patient identifier|patient reference number|unit number
        clinic number|clinic id|clinic ref|case note number|casenote number|case notes number
        district number|k number|r number|x number|invoice number|invoice no|invoice ref|invoice
        bill number|bill ref|bill reference|debtor number|customer number|hospital bill ref
        nhs app id|emis number|emis id|booking reference|booking ref|ers reference
        referral number|ubrn|maternity number|lab number|sample number|specimen number
        prescription number|barcode|certificate number|hc2 number|numéro de patient
        numéro d'hôpital|numéro patient|numéro d'hospitalisation|número de paciente
        número de historia clínica|historia clínica|historia clínica número|número de hospital
        número de utente|número do paciente|número do hospital|numer pacjenta|numer szpitalny
        numărul pacientului|număr pacient|numărul de spital|номер пацієнта|номер лікарні
        номер картки|رقم المريض|رقم المستشفى|رقم الملف|رقم ملفي|رقم الملف الطبي|شماره بیمار
        شماره بیمارستان|شماره بیماری|شماره پرونده پزشکی|ہسپتال نمبر|مریض نمبر|হাসপাতাল নম্বর
        হাসপাতালের নম্বর|রোগী নম্বর|রোগীর নম্বর|د ناروغ شمېره|د روغتون شمېره|lambarka bukaanka
        lambarka isbitaalka|ቁጽሪ ሆስፒታል|ቁጽሪ ሕሙም|病人号|病人编号|病历号|住院号|医院号码|医院编号
        病历号码|患者编号
        """,
    "date_of_birth": """
        dob|d.o.b|d.o.b.|d o b|date of birth|date of birht|birth date|birthdate|birthday
        birth day|date birth|born|born on|born in|born at|born date|was born|d of b|bday|b-day
        bith date|né le|née le|né(e) le|né en|née en|date de naissance|ma date de naissance
        anniversaire|nací|nací el|nacido|nacida|nacido el|nacida el|fecha de nacimiento
        cumpleaños|nació|nació el|nasci|nasci em|nasci a|nascido|nascida|nascido em|nascida em
        data de nascimento|nascimento|nasceu|nasceu em|aniversário|data urodzenia|ur.|urodzony
        urodzona|urodziłem się|urodziłam się|urodził się|urodziła się|urodzin|urodzenia
        data nașterii|născut|născută|m-am născut|născut pe|născută pe|s-a născut|ziua de naștere
        дата народження|народився|народилася|народилась|день народження|д.н.|р.н.|дата рождения
        родился|родилась|تاريخ ميلادي|تاريخ الميلاد|تاريخ ميلاده|تاريخ ميلادها|مواليد|ولدت
        ولدت في|ولدت يوم|مولود|مولودة|ميلادي|تاريخ الولادة|ولد في|تاریخ تولد|تاریخ تولدم|متولد
        تولد|تولدم|به دنیا آمدم|به دنیا آمده ام|تاریخ پیدائش|پیدائش|پیدا ہوا|پیدا ہوئی|میں پیدا
        জন্ম|জন্ম তারিখ|জন্মতারিখ|জন্মদিন|জন্মেছি|জন্ম হয়েছে|د زیږون نېټه|د زېږېدو نېټه
        د زیږېدو نېټه|زیږون|زېږېدلی یم|زیږېدلی|د تولد نېټه|taariikhda dhalashada
        taariikhda dhalashadayda|dhalasho|dhashay|waxaan dhashay|ku dhashay|dhalashadaydu
        dhalatay|ዕለት ልደት|ዕለተ ልደት|ዕለት ልደተይ|ተወሊደ|ዝተወለድኩ|ዝተወለድኩሉ|ትውልደይ|出生日期|出生年月日|出生于
        出生於|出生|生日|生于|生日是|doğum tarihi|doğum tarihim|datëlindja|geboren|geboren am
        geburtsdatum|data di nascita|nato il|nata il|tug'ilgan|tarehe ya kuzaliwa
        """,
}

# What may stand between such words and the number, and says nothing itself.
LINKS = """
    is|was|are|it|its|it's|it is|number|numbers|no|no.|num|nr|n|nº|n°|№|ref|reference|id|code
    card|my|mine|me|for|on|at|in|to|the|this|of|and|as|i|am|him|her|his|wife|husband|son|daughter
    mum|mom|baby|child|patient|client|uk|full|below|here|new|old|real|correct|ending|please|pls
    plz|or|back|numéro|numero|número|numer|numărul|număr|est|es|é|e|jest|este|el|le|la|de|du|do
    da|den|del|mon|ma|mi|mój|moj|moja|mea|meu|minha|meus|waa|yahay|номер|мій|моя|мой|це|у|я|є|رقم
    رقمي|هو|هي|الخاص بي|هوا|في|بتاريخ|يوم|سنة|عام|على|شماره|من|ام|است|در|هست|نمبر|ہے|میرا|میری|کا
    کی|نمبر ہے|کو|তারিখ|নম্বর|নাম্বার|আমার|হলো|হল|হচ্ছে|এর|شمېره|زما|دی|ده|په|lambarka|lambar
    nambar|ቁጽሪ|ናተይ|እዩ|እያ|ኣብ|号码|号|码|是|为|在|我的|我|编号|hai|mera|meri|ka|ki
    """

# What may stand between a number and the words that name it afterwards.
BACK_LINKS = """
    is|was|it's|its|it is|this is|that's|that is|as|my|mine|our|his|her|the|for|are|est|es|é|jest
    to|este|on|in|mon|ma|mi|mój|meu|minha|я|це|هو|هي|است|ہے|میرا|میری|আমার|হলো|زما|دی|是|我的|እዩ
    son's|daughter's|wife's|husband's|mother's|child's|baby's|a|an|of|from|here is|and|old|new
    real
    """

# Words between "born" or "date of birth" and a date which say that the date is another one.
OTHER_DATES = """
    before|after|since|until|between|came|come|arriv|enter|appoint|visa|regist|moved|move|letter
    sent|called|asked|applied|apply|request|granted|refused|expire|operation|scan|interview|act
    law|regulation|rule|venu|arrivé|llegu|chegu|przyjecha|venit|приїха|وصلت|آمد|আসি
    """

# Words between a date of birth and a second date which say that this is the other version of it.
OTHER_VERSIONS = """
    not|instead|but|has|have|says|say|said|wrote|written|write|shows|show|put|puts|as|or|typed
    got|recorded|changed|mais|pas|sino|mas|ale|dar|але|لكن|ولكن|ولي|اما|لیکن|কিন্তু|خو|laakiin|ግን
    但|写成|不是
    """

# Words by which a number is said to be an organisation's. Landlines of organisations and of people
# look alike; helplines do not (bot.personal_data).
ORGANISATION_NUMBERS = """
    helpline|help line|advice line|adviceline|hotline|switchboard|number of|number for|line of
    ico|pals|phso|ombudsman|charity|law centre|law center|embassy|consulate|helpdesk|call centre
    enquiries|office number|bail for|doctors of the world|citizens advice|refugee council
    who is on|what is|who answers|who is|is this|whose|gp surgery|surgery number|clinic number
    is the number
    """
OWN_NUMBERS = "my|me|mine|i'm|his|her|husband|wife|son|daughter|home|whatsapp|mobile|text"

# Landlines and a mobile that documents in knowledge/ publish as organisations' own.
PUBLISHED_NUMBERS = """
    02074569750|02075617498|02074822496|02070080151|02033076802|02070081500|07860077333
    """

# Postcodes of the Information Commissioner, NHS England and the Home Office as documents in
# knowledge/ give them, and, as published by themselves, of the Department of Health, Parliament,
# the Prime Minister, Lunar House, the General Medical Council and the Health Service Ombudsman.
PUBLIC_POSTCODES = """
    SK95AF|LS14AP|B979PT|SW1P4DF|SW1H0EU|SW1A0AA|SW1A0PW|SW1A2AA|CR92BY|NW13JN|M33AW|M23HQ|LS27UE
    SE16LH|EH75QD
    """

# Streets where the Prime Minister, the Home Office, NHS England and Parliament have their offices.
PUBLIC_STREETS = "downing street|marsham street|wellington place|victoria street|great smith street"

# The letters with which postcodes begin: the 124 postcode areas of the Royal Mail.
POSTCODE_AREAS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E
    EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL
    LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM
    SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """

# The last word of a street's name; `LOOSE` ones are also ordinary words.
STREETS = """
    street str st road rd avenue ave lane ln crescent cres terrace gardens gdns boulevard mews
    parade broadway
    """
LOOSE_STREETS = """
    close cl court ct place pl way walk hill rise view park green house row gate bank mount drive
    dr square sq grove lodge mansions wharf quay tower towers heights estate yard fields meadow
    meadows vale circus villas buildings flats hostel hotel croft end path cottages cottage point
    rue side chase bridge reach fold garth brow dene mead common
    """
STREETS_ABROAD = """
    rue|avenue|calle|avenida|rua|strada|ulica|ul.|ulicy|вулиця|вул.|вулиці|улица|via|rruga
    """
# After these, a number and a name are an address.
LIVES_AT = """
    i live at|i live in|i live on|live at|we live at|lives at|living at|my address is|my address
    address is|address|home address|my home is|my home|i reside at|residing at|i stay at
    staying at|moved to|i am at|based at|house is|my flat is|j'habite au|j'habite|mon adresse est
    adresse|vivo en|mi dirección es|dirección|moro na|moro no|minha morada é|morada
    o meu endereço é|endereço|mieszkam przy|mieszkam na|mój adres to|adres|locuiesc pe
    locuiesc la|adresa mea este|adresa|я живу на|моя адреса|адреса|мой адрес|адрес|عنواني|العنوان
    اسكن في|أسكن في|آدرسم|آدرس من|آدرس|نشانی|میرا پتہ|پتہ|আমার ঠিকানা|ঠিকানা|زما پته|پته
    cinwaankaygu waa|cinwaankayga|cinwaanka|waxaan deganahay|ኣድራሻይ|ኣድራሻ|我的地址是|地址是|地址
    我住在|住址|adresim
    """

# After these a name follows, whatever its letters.
NAME_IS = """
    my name is|my name's|my name it is|my name was|my name :|my name =|my name are|my names are
    my names is|my full name is|my first name is|my last name is|my surname is|my family name is
    my real name is|my given name is|my legal name is|my birth name is|my middle name is
    my maiden name is|my full name :|my true name is|my complete name is|my nme is|my naem is
    mi name is|my name iz|my nam is|me name is|mine name is|name is mr|name is mrs|i go by
    i go by the name|his name is|her name is|their name is|his full name is|her full name is
    his name was|her name was|patient name is|patient's name is|patients name is|client name is
    client's name is|child's name is|son's name is|daughter's name is|wife's name is
    husband's name is|mother's name is|father's name is|sons name is|daughters name is
    wifes name is|husbands name is|mothers name is|son name is|daughter name is|wife name is
    husband name is|mother name is|father name is|baby name is|baby's name is|brother's name is
    sister's name is|friend's name is|brother name is|sister name is|friend name is|je m'appelle
    je mappelle|jm'appelle|je m appelle|moi c'est|mon nom est|mon nom complet est|mon prénom est
    mon nom de famille est|mon nom c'est|il s'appelle|elle s'appelle|mon fils s'appelle
    ma fille s'appelle|mon mari s'appelle|ma femme s'appelle|me llamo|mi nombre es
    mi nombre completo es|mi apellido es|yo me llamo|se llama|mi hijo se llama|mi hija se llama
    mi esposo se llama|me chamo|chamo-me|chamo me|eu me chamo|o meu nome é|meu nome é
    meu nome completo é|meu apelido é|o meu filho chama-se|a minha filha chama-se|chama-se
    nazywam się|nazywam sie|mam na imię|moje imię to|moje nazwisko to|moje imię i nazwisko to
    na imię mam|na imię mi|moje imię:|moje nazwisko:|mój syn nazywa się|moja córka nazywa się
    mă numesc|mă cheamă|numele meu este|numele meu e|numele meu:|numele meu complet este|mă chem
    prenumele meu este|pe mine mă cheamă|fiul meu se numește|fiica mea se numește|magacaygu waa
    magacayga waa|magacaygu|magacaygu wa|magaceygu waa|magaceygu|magacaygu waxaa|magacaygu waxa
    magacayga oo dhan waa|magacaygu waxa weeye|magacaygu waaye|waxaa la i yiraahdaa
    waxa la i yiraahdaa|waxaa la iyiraahdaa|waxaa layiraahdaa|magaca wiilkaygu waa|magiciisu waa
    magaceedu waa|мене звати|мене звуть|моє ім'я|моє імя|моє прізвище|моє повне ім'я
    мого сина звати|мою дочку звати|мого чоловіка звати|меня зовут|моё имя|мое имя|моя фамилия
    mera naam|mera nam|mera name|meri naam|mera pura naam|mere bete ka naam|meri beti ka naam
    amar nam|amar naam|amar name|amar purno nam|ismi|ana ismi|esmi|ismy|ismii|ana esmi|esme man
    esm man|esm-e man|esmam|name man|nam-e man|nome man|zma noom|zama num|zma num|zama noom
    zma nom|zama nom|smey|simey|shmey|semey|wo jiao|wode mingzi shi|mene zvaty|mene zvut
    menya zovut|adim|benim adim|benim ismim|ismim|unë quhem|më quajnë|emri im është|ich heisse
    ich heiße|mein name ist|mi chiamo|il mio nome è|toi ten la|tôi tên là|tên tôi là
    jina langu ni|naitwa|ang pangalan ko ay|ako si|navê min|nave min|a nevem|mano vardas
    казвам се|oruko mi ni|aha m bu|sunana|me din de
    """
# The same where letters have no capitals.
NAME_IS_CASELESS = """
    اسمي|أنا اسمي|انا اسمي|اسمي هو|اسمي الكامل|اسمي الكامل هو|اسمي بالكامل|اسمى|أدعى|يدعونني
    اسم ابني|اسم ابنتي|اسم زوجي|اسم زوجتي|اسم والدي|اسم والدتي|اسم المريض|ابني اسمه|ابنتي اسمها
    زوجي اسمه|الاسم:|الاسم :|الاسم الكامل:|اسم من|نام من|اسمم|نامم|نام کامل من|اسم کامل من
    نام و نام خانوادگی من|اسم پسرم|اسم دخترم|اسم شوهرم|اسم همسرم|نام پسرم|نام دخترم|نام بیمار
    نام:|نام :|نام و نام خانوادگی:|نام خانوادگی من|میرا نام|میرا پورا نام|میرا اصل نام
    میرے بیٹے کا نام|میری بیٹی کا نام|میرے شوہر کا نام|میری بیوی کا نام|مریض کا نام
    میری والدہ کا نام|میرا اسم|আমার নাম|আমার পুরো নাম|আমার ছেলের নাম|আমার মেয়ের নাম
    আমার স্বামীর নাম|আমার স্ত্রীর নাম|রোগীর নাম|নাম:|নাম :|আমার নাম হলো|আমার নাম হচ্ছে|زما نوم
    زما بشپړ نوم|زما د زوی نوم|زما د لور نوم|زما د مېړه نوم|زما د میرمنې نوم|د ناروغ نوم|نوم:
    نوم :|نوم مې|ስመይ|ሽመይ|ስም ወደይ|ስም ጓለይ|ምሉእ ስመይ|ስም:|ስሜ|ስሙ|मेरा नाम|मेरा पूरा नाम|ਮੇਰਾ ਨਾਮ
    என் பெயர்|મારું નામ|मेरो नाम|ناوم|ناوی من
    """
NAME_IS_CHINESE = """
    我的名字是|我的名字叫|我的全名是|我全名是|名字是|名字叫|姓名是|姓名:|姓名
    名字:|我叫|本人叫|我儿子叫|我女儿叫|我丈夫叫|我妻子叫|我老公叫|我老婆叫|我姓
    """
# Behind 我叫 these begin something else than a name: "I called an ambulance".
NOT_CHINESE_NAMES = "了医救警他她你您我它人不车出护大小朋没过是什怎在被写错拼和对"

# After these, a name follows only if it has a capital: "I am called to an interview".
CALLED = """
    me called|person called|man called|woman called|girl called|boy called|friend called
    child called|patient called|client called|name is|i'm called|i am called|im called|call me
    they call me|people call me|everyone calls me|known as|i am known as|my name|my full name
    full name|name|names|first name|last name|surname|family name|given name|patient name
    client name|child name|name of patient|name of child|name of client|name of the patient
    on behalf of my client|my client|our client|our patient|my patient|patient:|client:|patient :
    client :|pt:|pt :|re:|signed|signed by|regards|kind regards|best regards|best wishes
    sincerely|yours sincerely|yours faithfully|faithfully|many thanks|thanks|thank you
    thank you very much|cheers|named|his name|her name|son name|daughter name|wife name
    husband name|my son|my daughter|my wife|my husband|my mother|my father|my mum|my mom|my dad
    my brother|my sister|my baby|my child|my partner|my friend|my uncle|my aunt|my cousin
    my nephew|my niece|my grandmother|my grandfather|my grandson|my granddaughter|my boyfriend
    my girlfriend|my neighbour|my flatmate|my roommate|my mother-in-law|my father-in-law
    my fiance|my fiancee|my stepson|my spouse|my landlord|my twin|my kid|our son|our daughter
    our baby|his wife|her husband|her son|his son|her daughter|his daughter|my son is called
    my daughter is called|my wife is called|my husband is called|my baby is called
    my child is called|my mother is called|my brother is called|my sister is called|nom:|nom :
    prénom:|nom et prénom:|nom complet:|nombre:|nombre :|nombre completo:|apellido:|nome:|nome :
    nome completo:|apelido:|imię:|nazwisko:|imię i nazwisko:|imię i nazwisko|nume:|nume :
    nume complet:|nume și prenume:|prenume:|numele:|magac:|magaca:|magaca oo dhan:|ім'я:
    прізвище:|піб:|піб|імя:|имя:|фио:|фио|mon fils|ma fille|mon mari|ma femme|mi hijo|mi hija
    mi esposo|mi esposa|mi marido|mi madre|meu filho|minha filha|meu marido|minha esposa|mój syn
    moja córka|mój mąż|moja żona|fiul meu|fiica mea|soțul meu|soția mea|мій син|моя дочка
    мій чоловік|моя дружина|wiilkayga|gabadhayda|ninkayga|xaaskayga
    """
# After these, two capitals at least: "I am Nigerian", "this is Palantir".
I_AM = """
    addressed to|belongs to|belonging to|letter for|letters for
    i am|i'm|im|this is|it's|it is|here is|here's|i m|we are|on behalf of|in the name of
    under the name|under name|patient|client|for my client|je suis|c'est|ici|soy|yo soy|soy yo
    eu sou|sou|jestem|tu|tutaj|sunt|eu sunt|я|мы|це|ich bin|sono|ben|unë jam|ana|waxaan ahay
    aniga waa|anigu waxaan ahay|ego|regarding|appellant|claimant|applicant|service user
    """
GREETINGS = """
    hi|hello|hey|dear|salam|salaam|salaam alaikum|assalamu alaikum|good morning|good afternoon
    good evening|good day|hallo|hola|bonjour|salut|olá|ola|oi|bom dia|boa tarde|cześć|dzień dobry
    bună|bună ziua|привіт|добрий день|здравствуйте|selam|merhaba|asc|hi there|hello there
    greetings|hii|helo
    """
TITLES = "mr|mrs|ms|miss|mister|señor|señora|sr|sra|monsieur|madame|mme|pan|pani|domnul|doamna|mx"

# What may join the parts of a name.
PARTICLES = """
    al el ul ud ur uz bin ibn bint ben abu abd abdul abu-l umm de da do dos das del della di van
    von der den la le y e und oglu kyzy zadeh pour khel
    """
# Verbs that end such a sentence and go with it.
NAME_VERBS = """
    ہے|ہیں|ہوں|است|هست|هستم|می باشد|دی|ده|دې|እዩ|እያ|እየ|ነው|ይበሃል|है|হয়
    hai|he|hain|ast|hast|dey|de|iyu
    """

# What a name never is, nor begins with: words of questions, by language.
FUNCTION_WORDS = """
    a about above access account address after again against ago all already also always am an
    and any anybody anyone anything appear appears are around as ask asked asking asks at away
    back bad be because been before being below better between big both but by call called came
    can can't cannot cant card cards care change changed changing check checked clear come comes
    common confidential confused consent copy correct correctly could data date dead deleted dear
    detail details did didnt didn't different difficult do does doesn't doesnt doing dont don't
    done down due during each either email else empty enough entered even ever every everybody
    everyone everything exactly exist false fake family far few file find first follow for
    foreign form found free from full gave get gets getting give given gives go goes going gone
    good got had hard has hasn't have haven't having he hello help her here hers hi hidden him
    his how however i i'd i'll i'm i've id if ill im important in incorrect incorrectly
    information inside instead into invalid is isn't isnt issue it it's its just keep kept know
    known last late later leaked left less let letter letters like list listed lists little long
    longer look lot made make makes many married me mean means medical mentioned messed might
    mine misspelled misspelt mistake mistaken mistyped mixed more most much must my myself name
    names need needed needs neither never new next no nobody none nor not nothing now number of
    off often ok old on once one online only open or other our out over own passed people perhaps
    person phone please pls plz possible private problem protected public put question quite read
    really record recorded records regards registered removed replaced right said same say saying
    says secret see seen send sent set shall shared she should show showing shown shows similar
    since so some somebody someone something sorry spelled spelling spelt split still stolen
    stored such sure swapped take taken tell tells thank thanks than that that's thats the their
    them then there these they thing think this those though through till time to today together
    told tomorrow too top translated try trying two typed u under unknown until up upon ur us use
    used using very via visible want wants was wasn't way we well went were what what's when
    where whether which while who whole whom whose why will wish with within without won't wont
    work working worried would write writing written wrong wrongly wrote yes yesterday yet you
    your yours yourself afraid scared alone pregnant sick disabled homeless undocumented illegal
    legal refused failed granted allowed able unable entitled eligible ready happy sad angry
    tired born living based looking waiting asylum seeker refugee migrant student visitor tourist
    worker nurse doctor carer midwife interpreter solicitor lawyer caseworker adviser advisor
    advocate volunteer cleaner driver teacher parent mother father mum dad wife husband son
    daughter single divorced widow patient patients client clients child children baby friend
    neighbour receptionist gp overstayer years year months month weeks week days day hours
    minutes man woman girl boy male female resident citizen national subject immediately asap
    anytime urgently soon anonymous withheld available
    """
FUNCTION_WORDS_ABROAD = """
    un une le la les de des du et est je j'ai mon ma mes pas ne dans sur avec pour que qui mal
    faux erroné incorrect incorrecte écrit noté bien partout aussi ici votre vous nous il elle
    comment puis où ai suis peut veux voudrais différent différente changé connu public important
    obligatoire déjà orthographié écorché inscrit enregistré el los las y es mi no en con por
    para quien como pero tengo quiero puedo soy está esta escrito equivocado incorrecto aparece
    hay del al sale cómo tiene diferente correcto distinto igual público secreto importante
    necesario obligatorio ya todavía o os as e é meu minha não nao em com mas tenho quero posso
    estou sou errado eu na do da ele ela incorreto incorreta correto trocado certo apareceu
    necessário obrigatório i jest moje moja mój nie w z ze że jak ale mam chcę chce czy jestem
    się sie źle zle błędnie wpisane mogę moge proszę nazwisko imię błędne inne inaczej zapisane
    podane ważne potrzebne și si este mea nu în in cu pe pentru ca cum dar am vreau pot sunt
    scris greșit gresit apare despre vă va doresc cine incorect diferit altfel lista corect
    trecut waa wa iyo oo ku ka u waxaan waxa waxaa khaldan khalad been sidee ayaa ayuu maxaa
    marka laakiin ah aan kuma mid gaar haddii і й та не в у на з що як але я мені мене моя мій це
    є чи неправильно помилково написано записано вказано хочу можу маю треба або інше неправильне
    інакше зазначено важливе неверно указано где и что как с по есть hai hain hoon hun main mein
    me mai aur nahi nahin galat ghalat ki ke ko se kya kaise par likha ache ami kore bhul er
    theke jonno ast nist man mikham che fi mish mo maktub ana biddi kif hal iyu ena dey ao pa ye
    ve bir değil yanlış ist und nicht falsch ich steht im auf der è non sbagliato nel sono
    """
FUNCTION_WORDS_CASELESS = """
    في على من الى إلى عن مع هل ما ماذا لا لم لن ليس غير هو هي أن ان إن كان كانت هذا هذه مكتوب
    مكتوبة خطأ خاطئ غلط موجود موجودة ظهر يظهر ظاهر تم مش مو ولا أو او لكن لكنه عند عندي أريد اريد
    كيف متى أين وأريد يذهب يصل يعطي يعطون يعرف يعرفون سيصل سيعرف لديهم معهم للهوم للشرطة عندهم
    ظهرت بدون وعمري ورقم ورقمي مسجل مسجلة مختلف صحيح بشكل كما تغير مهم مذكور أيضا سري معروف رقم
    رقمي عمري تاريخ أنا انا ابي بدي ممكن لو سمحت يوجد است نیست هست را در به از با که و یا این آن
    هم اشتباه درست نوشته ثبت شده می برای چرا چطور آیا نکردن کردن کردند نکردند کرد نکرد میدن میره
    میرود می‌رود بدهم بدم بگم گفتن حالا دیگه پاک روی توی تو کجا ام ولی اما هستم دارم میخواهم
    می‌خواهم میخوام شماره متولد عوض تغییر فرق ہے ہیں ہوں تھا تھی نہیں میں پر کا کی کے کو سے اور
    لکھا لکھی درج کیا کیوں کیسے کب یہ وہ جائے جاتا جاتی جائیں دے دیا دیں دیتا بتایا بتائے بتاتے
    آئے آتا دینا ضرور حکومت گا گی گے پولیس میرا میری مجھے ہو گیا گئی بھی نمبر عمر فہرست ریکارڈ
    ضروری اہم আছে নেই নয় না কি কী ভুল ঠিক লেখা কেন কিভাবে কীভাবে এবং ও আর আমি আমার এই সেই দিয়ে
    থেকে জন্য হয় হয়েছে যাবে দেবে বলবে জানে দিতে চায় পাঠাবে জানবে বলে দেয় সরকার পুলিশ হোম
    তালিকায় চিঠিতে ফাইলে রেকর্ডে বয়স নম্বর সব কোথায় যদি কে ورکوي ورکړي وايي پوښتي لري ځي
    پولیسو ته دی ده دې په کې له نه نشته سم لیکل شوی چې څنګه ولې ایا زه زما شمېره راغلی ይህቡ ክህብ
    ይፈልጡ ክፈልጡ ይሓቱ ንፖሊስ ንመንግስቲ እዩ እያ እየ ኣብ ናብ ካብ ከም ግን ወይ ኣይኮነን የለን ጌጋ ተጌጋ ተጻሒፉ ተሓቢሩ ድዩ ከመይ ንምንታይ
    ኣነ ይበሃል ቁጽሪ ዘሎ ኣሎ ነው በ है हूँ हैं नहीं में गलत और का की के को से क्या
    """

# Nationalities, peoples, faiths, places, organisations, months: capitals that are no person's name.
NOT_PEOPLE = """
    afghan albanian algerian american angolan arab arabic armenian asian australian azeri
    bangladeshi belarusian bengali black bosnian brazilian british bulgarian burmese cambodian
    cameroonian canadian caribbean chechen chinese colombian congolese croatian cuban czech dutch
    egyptian english eritrean ethiopian european farsi filipino finnish french gambian georgian
    german ghanaian greek guinean hazara hindu hungarian indian indonesian iranian iraqi irish
    israeli italian ivorian jamaican japanese jewish jordanian kazakh kenyan korean kosovan kurd
    kurdish kuwaiti latvian lebanese liberian libyan lithuanian malawian malaysian malian
    mauritian mexican moldovan mongolian moroccan muslim namibian nepalese nepali nigerian
    norwegian pakistani palestinian pashtun pashto persian peruvian polish portuguese punjabi
    roma romani romanian russian rwandan salvadoran scottish senegalese serbian sikh sierra
    leonean slovak somali somalian spanish sudanese swahili swedish swiss syrian tajik tamil
    tanzanian thai tibetan tigrinya trinidadian tunisian turkish turkmen ugandan ukrainian urdu
    uyghur uzbek venezuelan vietnamese welsh yemeni yoruba zambian zimbabwean christian catholic
    orthodox buddhist sunni shia ahmadi yazidi bedoon bidoon stateless non-eu non eea eu uk nhs
    gp gps afghanistan africa albania algeria america asia australia bangladesh belarus
    birmingham bradford brazil bristol britain bulgaria cameroon canada cardiff china colombia
    congo croydon derby edinburgh egypt england eritrea ethiopia europe france gambia georgia
    germany ghana glasgow greece hackney hungary india iran iraq ireland italy jamaica kenya kent
    kosovo kuwait latvia lebanon leeds leicester libya lithuania liverpool london malaysia
    manchester mexico moldova morocco nepal newcastle nigeria northern nottingham pakistan
    palestine philippines poland portugal romania russia scotland sheffield somalia spain sudan
    swansea syria thailand tunisia turkey uganda ukraine vietnam wales yemen zambia zimbabwe hong
    kong sri lanka saudi arabia southall tower hamlets lewisham newham brent luton january
    february march april june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday christmas ramadan eid easter home office government
    parliament police court tribunal hospital surgery clinic trust department health social
    service services council ministry minister secretary state commissioner ombudsman royal
    college society association charity foundation act law regulation regulations section article
    palantir google microsoft facebook telegram whatsapp medact medconfidential liberty amnesty
    doctors nurses world crisis shelter mind refuge samaritans barnardo's red cross salvation
    army citizens citizen advice migrants migrant rights network refugee refugees asylum
    immigration enforcement border force visa visas passport brp evisa data protection privacy
    england's covid hiv tb gdpr mou ico bma gmc cqc phso pals bid jcwi dotw nrpf ihs euss ilr app
    online records record participation group choice charter portal voice forum panel survey
    statistics urgent unfair important overseas homes help project action team line universal
    credit skilled algérien algérienne marocain marocaine tunisien tunisienne afghane syrien
    syrienne congolais congolaise ivoirien malien guinéen camerounais sénégalais français
    française soudanais érythréen albanais kurde iranien irakien boliviano boliviana colombiano
    colombiana venezolano venezolana peruano peruana ecuatoriano cubano mexicano argentino
    español española brasileiro brasileira português portuguesa angolano cabo-verdiano polak
    polka ukrainka ukrainiec român româncă moldovean british-born українець українка росіянин
    patient safety access summary care general practice practices medical mental maternity
    emergency ambulance dentist pharmacy accident union worker student dependant dependent holder
    spouse tier leave remain settled status pre-settled limited indefinite false true first
    second third windrush dublin schengen god allah sir madam all everyone there friend friends
    dr doctor professor prof justice lord lady judge baroness sister midwife bot assistant trans
    gay lesbian bisexual queer lgbt deaf blind autistic diabetic vegan female male
    """
# Ministers and officials of whom documents in knowledge/ speak, and judges: public figures.
PUBLIC_FIGURES = """
    rudd may hunt starmer hancock streeting patel braverman cooper mahmood cameron johnson sunak
    truss blair brown javid barclay jenrick cleverly phillips denham edwards caldicott wollaston
    chandrasekhar wilkinson green lavender justice speaker trump khan's burnham corbyn farage
    """

# Where a person's name on a service stands, and what of it is an organisation's.
SERVICES = """
    telegram|insta|instagram|ig|snap|snapchat|facebook|fb|tiktok|tik tok|twitter|x account|skype
    wechat|微信|微信号|qq|line|viber|messenger|signal|discord|linkedin|youtube|imo|vk|username
    user name|userid|user id|handle|nickname|login|nhs login|nhs app login|whatsapp|تلغرام
    تيليجرام|انستغرام|انستا|فيسبوك|تلگرام|اینستاگرام|ٹیلیگرام|فیس بک|টেলিগ্রাম|ফেসবুক|телеграм
    телеграмі|інстаграм|ቴለግራም|ፌስቡክ|ټلګرام
    """
PUBLIC_HANDLES = (
    r"nhs|ico|gov|homeoffice|dhsc|bbc|guardian|medact|parliament|bot$|news|help|support"
)
# The names of mailboxes that organisations publish, at addresses of organisations.
PUBLIC_MAILBOXES = r"""
    (?:info|contact|contactus|contact-?centre|enquiries|enquiry|complaints?|casework|icocasework|foi
    |dpo|pals|help|helpline|advice|support|admin|office|press|referrals|sars?|subjectaccess\w*
    |dataprotection|ig|hello|team|mail|reception|england\.\w+|public\w*|privacy|accessibility)
    """
PUBLIC_DOMAINS = (
    r"(?:[\w-]+\.)*(?:nhs\.uk|nhs\.net|gov\.uk|gov\.scot|gov\.wales|parliament\.uk|police\.uk|org\.uk"
    r"|org|ac\.uk|hscni\.net)"
)

# The digits in words, in the order 0 to 9, as people spell a number out.
SPELLED_DIGITS = {
    "en": "zero one two three four five six seven eight nine",
    "en2": "oh wan too tree for fife siks sevn ate nein",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "pt": "zero um dois três quatro cinco seis sete oito nove",
    "ro": "zero unu doi trei patru cinci șase șapte opt nouă",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять",
    "so": "eber kow laba saddex afar shan lix toddoba siddeed sagaal",
    "ar": "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
    "fa": "صفر یک دو سه چهار پنج شش هفت هشت نه",
    "ur": "صفر ایک دو تین چار پانچ چھ سات آٹھ نو",
    "ps": "صفر یو دوه درې څلور پنځه شپږ اووه اته نهه",
    "bn": "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়",
    "ti": "ባዶ ሓደ ክልተ ሰለስተ ኣርባዕተ ሓሙሽተ ሽዱሽተ ሸውዓተ ሸሞንተ ትሽዓተ",
    "zh": "零 一 二 三 四 五 六 七 八 九",
}

MONTHS = """
    jan january feb february mar march apr april may jun june jul july aug august sep sept
    september oct october nov november dec december janvier février mars avril mai juin juillet
    août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto
    septiembre setiembre octubre noviembre diciembre janeiro fevereiro março maio junho julho
    setembro outubro novembro dezembro stycznia lutego marca kwietnia maja czerwca lipca sierpnia
    września października listopada grudnia ianuarie februarie martie aprilie iunie iulie
    septembrie octombrie noiembrie decembrie січня лютого березня квітня травня червня липня
    серпня вересня жовтня листопада грудня
    """
